type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST_PATHS = 200;
const DEEPEST = 6;
const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const QUOTABLE = /^[^"\]]{1,80}$/;

/** The path of a member; undefined for names that no path can carry. */
const member = (path: string, name: string): string | undefined => {
  if (PLAIN.test(name)) return `${path}.${name}`;
  return QUOTABLE.test(name) ? `${path}["${name}"]` : undefined;
};

const walk = (schema: unknown, path: string, found: string[], depth: number): void => {
  if (!isSchema(schema) || depth > DEEPEST || found.length >= MOST_PATHS) return;
  if (isSchema(schema['items'])) {
    found.push(`${path}[*]`);
    walk(schema['items'], `${path}[*]`, found, depth + 1);
  }
  if (!isSchema(schema['properties'])) return;
  for (const [name, part] of Object.entries(schema['properties'])) {
    const at = member(path, name);
    if (at === undefined || found.length >= MOST_PATHS) continue;
    found.push(at);
    walk(part, at, found, depth + 1);
  }
};

/** Places in a value that a JSON schema names, as argument paths: `$.to`, `$.to[*]`, `$.items[*].id`. At most 200. */
export const schemaPaths = (schema: unknown): string[] => {
  const found: string[] = [];
  walk(schema, '$', found, 0);
  return found;
};

/** A path as a person reads it: `to`, `every to`, `id of every items`; of a wildcard every value counts, or any is enough. */
export const pathWords = (path: string, quantifier: 'every' | 'any' = 'every'): string => {
  const [name = 'the whole value', ...around] = path
    .slice(1)
    .split(/(?=[.[])/)
    .reduce<string[]>((words, part) => {
      if (part === '[*]') return [`${quantifier} ${words.shift() ?? 'item'}`, ...words];
      return [part.replace(/^\.|^\["?|"?\]$/g, ''), ...words];
    }, [])
    .filter(Boolean);
  return [name, ...around].join(' of ');
};
