import { AppError } from '@archestra/contracts';

/** The thing, or the refusal somebody gets who asks for what is gone. */
export const found = <T>(item: T | undefined): T => {
  if (item === undefined) throw new AppError('NOT_FOUND', 'This does not exist (any more). Go back to the list.');
  return item;
};
/** Takes the first match out; whether there was one. */
export const remove = <T>(items: T[], is: (item: T) => boolean): boolean => {
  const index = items.findIndex(is);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
};
export const now = () => new Date().toISOString();
/** One page of a list; the cursor is simply where the next one starts. */
export const page = <T>(items: T[], { cursor, limit = 50 }: { cursor?: string | undefined; limit?: number }) => {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
};
