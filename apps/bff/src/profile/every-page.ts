const PAGE_SIZE = 200;
/** An organization with more than this is shown its first part; a cursor that never ends must not hold a request. */
const PAGE_LIMIT = 25;

interface PageRequest {
  limit: number;
  cursor?: string;
}

/** Follows `nextCursor` to the last page, at most 5,000 items. */
export const everyPage = async <T>(
  ask: (request: PageRequest) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> => {
  const found: T[] = [];
  let cursor: string | null | undefined;
  for (let count = 0; count < PAGE_LIMIT && cursor !== null; count += 1) {
    const { items, nextCursor } = await ask({ limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...items);
    cursor = nextCursor;
  }
  return found;
};
