/** One place in which two JSON values differ. `path` reads like `inputSchema.properties.limit.maximum`. */
export interface JsonChange {
  kind: 'added' | 'removed' | 'changed';
  path: string;
  before?: unknown;
  after?: unknown;
}

/** More are not looked for: whoever shows them says so. */
export const MOST_CHANGES = 300;
const DEEPEST = 40;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
const isListOfPlain = (value: unknown): value is unknown[] => Array.isArray(value) && value.every(isPlain);

const join = (path: string, key: string): string => {
  if (path === '') return key;
  return /^[\w$-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
};

const entriesOf = (value: unknown): Map<string, unknown> =>
  new Map(Array.isArray(value) ? value.map((item, index) => [String(index), item]) : Object.entries(value ?? {}));

interface Walk {
  changes: JsonChange[];
  depth: number;
}

const compareKeys = (path: string, before: unknown, after: unknown, walk: Walk): void => {
  const [a, b] = [entriesOf(before), entriesOf(after)];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const at = join(path, key);
    if (walk.changes.length >= MOST_CHANGES) return;
    if (!a.has(key)) walk.changes.push({ kind: 'added', path: at, after: b.get(key) });
    else if (!b.has(key)) walk.changes.push({ kind: 'removed', path: at, before: a.get(key) });
    else compare(at, a.get(key), b.get(key), { ...walk, depth: walk.depth + 1 });
  }
};

const compare = (path: string, before: unknown, after: unknown, walk: Walk): void => {
  if (before === after) return;
  const areSame = JSON.stringify(before) === JSON.stringify(after);
  if (areSame) return;
  // A list of words (required fields, choices) reads better as a whole than place by place.
  const isWhole = isListOfPlain(before) && isListOfPlain(after);
  const areAlike = (isRecord(before) && isRecord(after)) || (Array.isArray(before) && Array.isArray(after));
  if (areAlike && !isWhole && walk.depth < DEEPEST) compareKeys(path, before, after, walk);
  else walk.changes.push({ kind: 'changed', path, before, after });
};

/** Where two JSON values differ, in the order of the first; at most 300 places. Lists are compared place by place. */
export const jsonDiff = (before: unknown, after: unknown, path = ''): JsonChange[] => {
  const changes: JsonChange[] = [];
  compare(path, before, after, { changes, depth: 0 });
  return changes;
};
