import { AppError, Timestamp } from '@archestra/contracts';
import { z } from 'zod';
import { timeOf } from './time.ts';

/** A place in a list that is ordered by time and id, newest first. */
export interface Place {
  at: Date;
  id: string;
}

const Written = z.tuple([Timestamp, z.string().min(1).max(128)]);

/** An opaque text that leads back to a place. */
export const toCursor = ({ at, id }: Place): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

const decode = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** Reads a cursor of ours; throws INVALID_INPUT for any other text. */
export const fromCursor = (cursor: string, Id: z.ZodType<string> = z.string()): Place => {
  const written = Written.safeParse(decode(cursor));
  if (!written.success || !Id.safeParse(written.data[1]).success)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
  return { at: timeOf(written.data[0]), id: written.data[1] };
};

/** Condition "after this place", written so that the index on (organization, at, id) finds its start. */
export const after = (place: Place | undefined) =>
  place ? [{ at: { lte: place.at } }, { OR: [{ at: { lt: place.at } }, { id: { lt: place.id } }] }] : [];

const newestFirst = (a: Place, b: Place): number => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

/** Joins lists that are newest first (each read with `limit + 1`) into one page. */
export const toPage = <R extends Place>(lists: R[][], limit: number): { rows: R[]; nextCursor: string | null } => {
  const rows = lists.flat().sort(newestFirst);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? toCursor(last) : null };
};
