import { AppError, Id } from '@archestra/contracts';

/** What a page is asked for by. */
export interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

/**
 * Query options of one page: `asc` is oldest first and `desc` newest first, because ids are UUIDv7. One row more than shown tells
 * whether another page follows. Throws `INVALID_INPUT` for a foreign cursor.
 */
export const pageQuery = <O extends 'asc' | 'desc' = 'asc'>({ cursor, limit }: PageOf, order: O = 'asc' as O) => {
  if (cursor !== undefined && !Id.safeParse(cursor).success)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
  return {
    after: cursor === undefined ? {} : { id: order === 'asc' ? { gt: cursor } : { lt: cursor } },
    orderBy: { id: order },
    take: limit + 1,
  };
};

/** Of one page as JSON: a reply travels in one message, and the broker takes 1 MiB. */
const MAX_PAGE_BYTES = 786_432;

/** As many of the first items as fit one message; one at least, so that a page never stands still. */
export const fitting = <T>(items: T[]): T[] => {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > MAX_PAGE_BYTES);
  return end === -1 ? items : items.slice(0, Math.max(end, 1));
};

/** Cuts the extra item off, and those that do not fit a message, and makes the cursor of the last one shown. */
export const toPage = <T extends { id: string }>(
  found: T[],
  limit: number,
): { items: T[]; nextCursor: string | null } => {
  const items = fitting(found.slice(0, limit));
  return { items, nextCursor: items.length < found.length ? (items.at(-1)?.id ?? null) : null };
};

/** `%` and `_` are what a person typed, not a pattern; what PostgreSQL cannot store is found nowhere. */
export const containing = (text: string) => ({
  contains: text
    .toWellFormed()
    .replaceAll('\0', '\ufffd')
    .replaceAll(/[\\%_]/g, '\\$&'),
  mode: 'insensitive' as const,
});
