import { AppError, Id } from '@archestra/contracts';

interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

/** What to ask for: oldest first, because ids are UUIDv7, and one more than shown. Throws `INVALID_INPUT` for a foreign cursor. */
export const pageQuery = ({ cursor, limit }: PageOf) => {
  if (cursor !== undefined && !Id.safeParse(cursor).success)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
  return {
    after: cursor === undefined ? {} : { id: { gt: cursor } },
    orderBy: { id: 'asc' as const },
    take: limit + 1,
  };
};

/** The last id of a page is the cursor of the next. */
export const toPage = <R extends { id: string }, T>(
  rows: readonly R[],
  { limit }: PageOf,
  show: (row: R) => T,
): { items: T[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit);
  return { items: shown.map(show), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
};
