import { AppError, Id } from '@archestra/contracts';

export interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

/** Query options of one page, newest first (ids are UUIDv7); one row more tells whether another page follows. */
export const pageQuery = ({ cursor, limit }: PageOf) => {
  if (cursor !== undefined && !Id.safeParse(cursor).success)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
  return {
    orderBy: { id: 'desc' as const },
    take: limit + 1,
    after: cursor === undefined ? {} : { id: { lt: cursor } },
  };
};

/** Of one page as JSON: a reply travels in one message, and the broker takes 1 MiB. */
const MAX_PAGE_BYTES = 786_432;

/** Cuts the extra item off, and those that do not fit a message; a page holds one item at least. */
export const pageOf = <T extends { id: string }>(
  found: T[],
  limit: number,
): { items: T[]; nextCursor: string | null } => {
  let bytes = 0;
  const fitting = found.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > MAX_PAGE_BYTES);
  const items = found.slice(0, Math.min(limit, fitting === -1 ? limit : Math.max(fitting, 1)));
  return { items, nextCursor: items.length < found.length ? (items.at(-1)?.id ?? null) : null };
};
