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

/** Cuts the extra row off and makes the cursor of it. */
export const toPage = <R extends { id: string }>(
  rows: R[],
  limit: number,
): { rows: R[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit);
  return { rows: shown, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
};
