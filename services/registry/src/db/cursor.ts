import { AppError } from '@archestra/contracts';
import { z } from 'zod';

const invalid = (): AppError => new AppError('INVALID_INPUT', 'The cursor is not one of ours.');

/** A place in a list as opaque text; `parts` are the sort keys of the last row shown. */
export const encodeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The sort keys again. Throws `INVALID_INPUT` for anything that is not of this shape. */
export const decodeCursor = <S extends z.ZodType>(cursor: string, shape: S): z.output<S> => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
  const parsed = shape.safeParse(parts);
  if (!parsed.success) throw invalid();
  return parsed.data;
};
