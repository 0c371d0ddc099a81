import type { ToolFilter, ToolRow } from '@archestra/contracts';

/** The last tool of a page: the next one begins behind it. */
interface Place {
  server: string;
  tool: string;
}

// Neither half can be confused with the other: names of servers hold no slash.
export const cursorOf = ({ server, tool }: Place): string => `${server}/${tool}`;

/** Reads a cursor; of one that nobody gave out whatever comes of it is a place in the list all the same. */
export const placeOf = (cursor: string): Place => {
  const at = cursor.indexOf('/');
  return at < 0 ? { server: cursor, tool: '' } : { server: cursor.slice(0, at), tool: cursor.slice(at + 1) };
};

/** Order of servers and of tools: by code unit, so that it is the same on every machine. */
export const byName = (a: { name: string }, b: { name: string }): number => {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
};

/** Whether a tool stands behind the end of the last page. */
export const isBehind = ({ server, tool }: ToolRow, place: Place | undefined): boolean => {
  if (!place || server.name > place.server) return true;
  return server.name === place.server && tool.name > place.tool;
};

/** A contract nobody could be asked about fits no filter on contracts. */
const fitsContract = ({ contract }: ToolRow, { effect, origin }: ToolFilter): boolean => {
  if (effect && contract?.contract.effect !== effect) return false;
  return !origin || contract?.origin === origin;
};

/** Whether a tool belongs into the filtered list; every word of the search has to be in it. */
export const fits = (row: ToolRow, filter: ToolFilter): boolean => {
  const { server, tool, policies } = row;
  const { search = '', hasPolicy } = filter;
  if (!fitsContract(row, filter)) return false;
  if (hasPolicy && (policies ?? 0) > 0 !== (hasPolicy === 'true')) return false;
  const text = [tool.name, tool.title, tool.description, server.name, server.title].join('\n').toLowerCase();
  const words = search.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
};
