import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { table } from './block.ts';

/** A schema of an environment and the file it stands in. */
export interface Environment {
  title: string;
  file: string;
  schema: z.ZodObject;
}

/** The comment before a key is its documentation; there is no second one to forget. */
const commentOf = (source: string, name: string): string =>
  new RegExp(String.raw`/\*\*\s*((?:(?!\*/)[\s\S])*?)\s*\*/\s*${name}:`)
    .exec(source)?.[1]
    ?.replace(/\s*\n\s*\*\s*/g, ' ')
    .replace(/^\*\s*/, '') ?? '';

const shown = (value: unknown): string => {
  if (value === undefined) return 'not set';
  if (Array.isArray(value)) return 'empty';
  return value === '' ? 'empty' : `\`${String(value)}\``;
};

const rowOf = (source: string, name: string, field: z.ZodType): string[] => {
  const parsed = field.safeParse(undefined);
  return [`\`${name}\``, parsed.success ? shown(parsed.data) : '**required**', commentOf(source, name)];
};

/** The variables of one service beside those every service has; a variable it makes required counts as its own. */
export const environmentTable = (root: string, { title, file, schema }: Environment, shared?: z.ZodObject): string => {
  const source = readFileSync(`${root}/${file}`, 'utf8');
  const own = Object.entries(schema.shape).filter(([name, field]) => field !== shared?.shape[name]);
  const rows = own.map(([name, field]) => rowOf(source, name, field as z.ZodType));
  return `#### ${title}\n\n${table(['Variable', 'Default', 'Meaning'], rows)}`;
};
