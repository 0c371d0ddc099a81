const LIMIT_BYTES = 4 * 1024 * 1024;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a price table that a person chose: its entries, or what is wrong with it in words. */
export const readTable = (text: string): { entries: Record<string, unknown> } | { problem: string } => {
  if (new Blob([text]).size > LIMIT_BYTES) return { problem: 'The file is larger than 4 MiB.' };
  const table = parse(text);
  if (table === undefined) return { problem: 'The file is not JSON.' };
  if (!isTable(table) || Object.keys(table).length === 0)
    return { problem: 'The file is JSON, but not a table of prices: an object with an entry for each model.' };
  return { entries: table };
};
