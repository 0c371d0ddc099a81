import { listOf, objectOf, type Json } from '../request/json.ts';

const MAX_DEPTH = 6;
const MAX_ITEMS = 32;
/** Names of arguments that carry what a person says. */
const WORDS = /message|text|query|prompt|content|question|title|name|input|body|q$/i;
const PATH = /path|file|dir|folder/i;

/** What stands in a person's words that a tool could be given. */
interface Found {
  readonly quoted: string[];
  readonly paths: string[];
  readonly numbers: number[];
  readonly words: string;
}

const find = (words: string): Found => ({
  quoted: [...words.matchAll(/["“«'`]([^"”»'`]+)["”»'`]/g)].map((match) => match[1] ?? ''),
  paths: [...words.matchAll(/(?:^|\s)(~?\.{0,2}\/[^\s"'`,;]*[^\s"'`,;.?!])/g)].map((match) => match[1] ?? ''),
  numbers: [...words.matchAll(/(?:^|\s)(-?\d+(?:\.\d+)?)(?=$|[\s,.?!])/g)].map((match) => Number(match[1])),
  words,
});

const textFor = (name: string, found: Found): string => {
  if (PATH.test(name)) return found.paths.shift() ?? found.quoted.shift() ?? '.';
  return found.quoted.shift() ?? (WORDS.test(name) ? found.words : (found.paths.shift() ?? found.words));
};

const typeOf = (schema: Json): unknown => {
  const type = schema['type'];
  return Array.isArray(type)
    ? type.find((one) => one !== 'null')
    : (type ?? ('properties' in schema ? 'object' : 'string'));
};

const numberFor = (schema: Json, found: Found): number => {
  const number = found.numbers.shift() ?? (typeof schema['minimum'] === 'number' ? schema['minimum'] : 1);
  return typeOf(schema) === 'integer' ? Math.round(number) : number;
};

/** What the schema itself says should stand there. */
const givenBy = (schema: Json, found: Found): unknown => {
  const choices = listOf(schema['enum']);
  const named = choices.find((choice) => found.words.includes(String(choice)));
  return schema['const'] ?? schema['default'] ?? named ?? choices[0];
};

const plainFor = (name: string, schema: Json, found: Found): unknown => {
  const type = typeOf(schema);
  if (type === 'boolean') return false;
  return type === 'number' || type === 'integer' ? numberFor(schema, found) : textFor(name, found);
};

/** One item, or as many as there have to be. */
const lengthOf = ({ minItems }: Json): number =>
  typeof minItems === 'number' ? Math.min(Math.max(minItems, 1), MAX_ITEMS) : 1;

const valueFor = (name: string, schema: Json, found: Found, depth: number): unknown => {
  const given = givenBy(schema, found);
  if (given !== undefined) return given;
  const type = typeOf(schema);
  if (depth >= MAX_DEPTH) return type === 'array' ? [] : {};
  const alternative = listOf(schema['anyOf'] ?? schema['oneOf'])[0];
  if (alternative !== undefined) return valueFor(name, objectOf(alternative), found, depth + 1);
  if (type === 'object') return objectFor(schema, found, depth + 1);
  if (type === 'array')
    return Array.from({ length: lengthOf(schema) }, () => valueFor(name, objectOf(schema['items']), found, depth + 1));
  return plainFor(name, schema, found);
};

const objectFor = (schema: Json, found: Found, depth: number): Record<string, unknown> => {
  const properties = objectOf(schema['properties']);
  const required = listOf(schema['required']).filter((name) => typeof name === 'string');
  return Object.fromEntries(required.map((name) => [name, valueFor(name, objectOf(properties[name]), found, depth)]));
};

/** An object that fits a JSON Schema as far as a simple reading goes, made of a person's words. Required members only. */
export const filled = (schema: unknown, words: string): Record<string, unknown> =>
  objectFor(objectOf(schema), find(words), 0);
