/** Deeper than any honest schema; keeps recursion far from the end of the stack. */
export const MAX_DEPTH = 100;

/** The JSON of a value with sorted keys and no white space, so that equal values give equal text (RFC 8785). Throws RangeError beyond MAX_DEPTH. */
export const canonicalJson = (value: unknown, depth = 0): string => {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, depth + 1)}`);
  return `{${members.join(',')}}`;
};
