import { AppError, Id } from '@archestra/contracts';

interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

/** Query options of one page in the order of creation (ids are UUIDv7); one row more tells whether another page follows. */
export const pageQuery = ({ cursor, limit }: PageOf) => {
  if (cursor !== undefined && !Id.safeParse(cursor).success)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
  return {
    orderBy: { id: 'asc' as const },
    take: limit + 1,
    after: cursor === undefined ? {} : { id: { gt: cursor } },
  };
};

/** Of one page as JSON: a reply travels in one message, and the broker takes 1 MiB. */
const MAX_PAGE_BYTES = 786_432;

/** As many of the first items as fit one message. */
export const fitting = <T>(items: T[]): T[] => {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > MAX_PAGE_BYTES);
  // A page never stands still, however large its first item is.
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
