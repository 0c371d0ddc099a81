import { CatalogDraft } from '@archestra/contracts';
import type { z } from 'zod';
import { slugOf } from '../../display/format.ts';

/** What is sent: a new item of the catalog. */
export type NewItem = z.input<typeof CatalogDraft>;

export type DraftKind = 'npm' | 'pypi' | 'remote';

/** What a person has typed so far, as it stands in the form. */
export interface Draft {
  kind: DraftKind;
  package: string;
  version: string;
  url: string;
  title: string;
  name: string;
  description: string;
  /** One argument per line. */
  arguments: string;
  environment: { name: string; value: string }[];
  directories: { path: string; writable: boolean }[];
  network: boolean;
}

export const emptyDraft: Draft = {
  kind: 'npm',
  package: '',
  version: '',
  url: '',
  title: '',
  name: '',
  description: '',
  arguments: '',
  environment: [],
  directories: [],
  network: false,
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
};

const originOf = (draft: Draft): string => (draft.kind === 'remote' ? hostOf(draft.url) : draft.package);

/** The short name: what was typed, else one made from the package or the host. */
export const nameOf = (draft: Draft): string => draft.name || slugOf(originOf(draft));
/** The title: what was typed, else the package or the host. */
export const titleOf = (draft: Draft): string => draft.title.trim() || originOf(draft);

const sourceOf = (draft: Draft): NewItem['source'] => {
  if (draft.kind === 'remote') return { kind: 'remote', url: draft.url.trim() };
  return {
    kind: 'package',
    registry: draft.kind,
    package: draft.package.trim(),
    version: draft.version.trim(),
    arguments: draft.arguments.split('\n').filter((line) => line !== ''),
    environment: Object.fromEntries(
      draft.environment.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]),
    ),
    directories: draft.directories.filter(({ path }) => path !== ''),
    egressHosts: draft.network ? ['*'] : [],
  };
};

const words: Record<string, string> = {
  'source.package': 'A package name such as @scope/server or mcp-server.',
  'source.version': 'An exact version such as 1.4.2: what was reviewed is what runs.',
  'source.url': 'A full address such as https://mcp.example.com/mcp.',
  name: 'Lower-case letters, digits and single dashes, at most 40.',
  title: 'A title of 1 to 120 characters.',
};

const sentenceFor = (path: readonly PropertyKey[], message: string): string => {
  const [first, second] = path;
  if (second === 'environment') return 'Names are upper-case letters, digits and underscores, for example LOG_LEVEL.';
  if (second === 'directories') return 'Every directory is an absolute path such as /home/me/projects.';
  return words[path.slice(0, 2).join('.')] ?? words[String(first)] ?? message;
};

/** The request a draft stands for, or what is wrong with it by field: `source.package`, `name` … */
export type Checked = { ok: true; body: NewItem } | { ok: false; problems: Record<string, string> };

/** Checks a draft with the same schema the bff uses. */
export const check = (draft: Draft): Checked => {
  const body: NewItem = {
    name: nameOf(draft),
    title: titleOf(draft),
    description: draft.description.trim(),
    source: sourceOf(draft),
  };
  const parsed = CatalogDraft.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }) => [path.slice(0, 2).join('.'), sentenceFor(path, message)] as const,
  );
  return { ok: false, problems: Object.fromEntries(problems.reverse()) };
};
