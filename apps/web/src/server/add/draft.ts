import { CatalogDraft, type ConfigurationField, type Visibility } from '@archestra/contracts';
import type { z } from 'zod';
import { labelsOf } from '../../catalog/labels.ts';
import { slugOf } from '../../display/format.ts';
import { sourceOf } from './draft-source.ts';

/** What is sent: a new item of the catalog. */
export type NewItem = z.input<typeof CatalogDraft>;
export type DraftKind = 'npm' | 'pypi' | 'image' | 'remote';

/** A configuration field as it stands in the form: numbers of rows and lists are still text. */
export interface FieldDraft {
  in: ConfigurationField['in'];
  name: string;
  title: string;
  description: string;
  isSecret: boolean;
  isRequired: boolean;
  /** One per line. */
  choices: string;
  /** The answer that counts unless another one is given; never for secrets. */
  answer: string;
}

/** What a person has typed so far, as it stands in the form. */
export interface Draft {
  kind: DraftKind;
  package: string;
  version: string;
  image: string;
  transport: 'attach' | 'http';
  port: string;
  path: string;
  /** One per line. */
  command: string;
  pullSecrets: string;
  url: string;
  title: string;
  name: string;
  description: string;
  labels: string;
  visibility: Visibility;
  /** The version of the item; made from what runs as long as nothing is typed. */
  release: string;
  /** One argument per line. */
  arguments: string;
  environment: { name: string; value: string }[];
  directories: { path: string; writable: boolean }[];
  hosts: { host: string }[];
  /** In thousandths of a core and mebibytes; blank for the platform's defaults. */
  cpu: string;
  memory: string;
  storage: string;
  fields: FieldDraft[];
}

export const emptyField: FieldDraft = {
  in: 'env',
  name: '',
  title: '',
  description: '',
  isSecret: false,
  isRequired: true,
  choices: '',
  answer: '',
};

export const emptyDraft: Draft = {
  kind: 'npm',
  package: '',
  version: '',
  image: '',
  transport: 'attach',
  port: '8080',
  path: '/mcp',
  command: '',
  pullSecrets: '',
  url: '',
  title: '',
  name: '',
  description: '',
  labels: '',
  visibility: { everyone: true, teamIds: [] },
  release: '',
  arguments: '',
  environment: [],
  directories: [],
  hosts: [],
  cpu: '',
  memory: '',
  storage: '',
  fields: [],
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
};

/** `registry/name:tag@digest` → `registry/name` and `tag`; a colon before the last slash is a port. */
const imageParts = (image: string): { path: string; tag: string } => {
  const [reference = ''] = image.trim().split('@');
  const at = reference.lastIndexOf(':');
  const hasTag = at > reference.lastIndexOf('/');
  return hasTag ? { path: reference.slice(0, at), tag: reference.slice(at + 1) } : { path: reference, tag: '' };
};

const originOf = (draft: Draft): string => {
  if (draft.kind === 'remote') return hostOf(draft.url);
  if (draft.kind === 'image') return imageParts(draft.image).path.split('/').at(-1) ?? '';
  return draft.package.trim();
};

/** The short name: what was typed, else one made from the package, the image or the host. */
export const nameOf = (draft: Draft): string => draft.name || slugOf(originOf(draft));
/** The title: what was typed, else the package, the image or the host. */
export const titleOf = (draft: Draft): string => draft.title.trim() || originOf(draft);
/** The version of the item: what was typed, else the one of what runs. */
export const releaseOf = (draft: Draft): string => {
  if (draft.release.trim() !== '') return draft.release.trim();
  if (draft.kind === 'image') return imageParts(draft.image).tag || '1.0.0';
  return draft.kind === 'remote' ? '1.0.0' : draft.version.trim();
};

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

const fieldOf = ({ choices, answer, ...field }: FieldDraft, kind: DraftKind): ConfigurationField => ({
  ...field,
  ...(!field.isSecret && answer !== '' && { default: answer }),
  // A remote server has no environment, and a program no headers.
  in: kind === 'remote' ? 'header' : 'env',
  choices: field.isSecret ? [] : linesOf(choices).map((line) => line.trim()),
});

const typedFields = (draft: Draft): FieldDraft[] => draft.fields.filter(({ name }) => name.trim() !== '');

/** Answers to the fields that are no secrets. */
export const configurationOf = (draft: Draft): Record<string, string> =>
  Object.fromEntries(
    typedFields(draft)
      .filter(({ isSecret, answer }) => !isSecret && answer !== '')
      .map(({ name, answer }) => [name, answer]),
  );

const words: Record<string, string> = {
  'source.package': 'A package name such as @scope/server or mcp-server.',
  'source.version': 'An exact version such as 1.4.2: what was reviewed is what runs.',
  'source.image': 'An image reference such as registry.example.com/name:1.0.0, in lower case.',
  'source.port': 'A port between 1 and 65535.',
  'source.path': 'A path that starts with a slash, such as /mcp.',
  'source.url': 'A full address such as https://mcp.example.com/mcp.',
  'source.limits': 'Limits are whole numbers: at least 10 mCPU, 16 MiB of memory and 1 MiB of disk.',
  'source.egressHosts': 'Every line is a host such as api.example.com, api.example.com:8443, *.example.com, or *.',
  'source.pullSecrets': 'Names of secrets in the namespace of the servers, one per line, at most four.',
  'source.environment': 'Names are letters, digits and underscores, for example LOG_LEVEL.',
  'source.directories': 'Every directory is an absolute path such as /home/me/projects.',
  name: 'Lower-case letters, digits and single dashes, at most 40.',
  title: 'A title of 1 to 120 characters.',
  version: 'A version of 1 to 64 characters.',
  labels: 'Labels are lower-case letters, digits, spaces and dashes, at most 40 characters each.',
  fields: 'Every field needs a name of letters, digits, dashes and underscores that starts with a letter.',
};

const sentenceFor = (path: readonly PropertyKey[], message: string): string =>
  words[path.slice(0, 2).join('.')] ?? words[String(path[0])] ?? message;

const keyOf = (path: readonly PropertyKey[]): string =>
  path[0] === 'source' ? path.slice(0, 2).join('.') : String(path[0] ?? 'draft');

/** The item a draft stands for, or what is wrong with it by field: `source.package`, `name` … */
export type Checked = { ok: true; body: NewItem } | { ok: false; problems: Record<string, string> };

/** Checks a draft with the same schema the bff uses. */
export const check = (draft: Draft): Checked => {
  const body: NewItem = {
    name: nameOf(draft),
    title: titleOf(draft),
    description: draft.description.trim(),
    labels: labelsOf(draft.labels),
    visibility: draft.visibility,
    version: releaseOf(draft),
    source: sourceOf(draft),
    fields: typedFields(draft).map((field) => fieldOf(field, draft.kind)),
  };
  const parsed = CatalogDraft.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => [keyOf(path), sentenceFor(path, message)] as const);
  return { ok: false, problems: Object.fromEntries(problems.reverse()) };
};
