import { CatalogDraft, type ConfigurationField } from '@archestra/contracts';
import type { z } from 'zod';
import { labelsOf } from '../../catalog/labels.ts';
import { sourceOf } from './draft-source.ts';
import { nameOf, releaseOf, titleOf, type Draft, type DraftKind, type FieldDraft } from './draft.ts';

/** What is sent: a new item of the catalog. */
export type NewItem = z.input<typeof CatalogDraft>;

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
export type Checked = { ok: true; body: CatalogDraft } | { ok: false; problems: Record<string, string> };

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
