import type { ConfigurationField, Visibility } from '@archestra/contracts';
import { slugOf } from '../../display/format.ts';

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
