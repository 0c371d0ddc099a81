import { AppError } from '@archestra/contracts';
import { Prisma } from '../generated/prisma/client.ts';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/** Two rows would share what must be unique. */
export const isTaken = (error: unknown): boolean => isCode(error, 'P2002');
/** Another row still refers to this one. */
export const isInUse = (error: unknown): boolean => isCode(error, 'P2003');

// PostgreSQL stores neither U+0000 in text nor its escape (or half a character) in jsonb: the caller's data, so the caller's error.
const unstorable =
  /invalid byte sequence for encoding|unsupported Unicode escape sequence|invalid input syntax for type json|Unicode (?:high|low) surrogate|\b(?:22021|22P05)\b/;

/** Gives database errors that the caller caused their own code; anything else stays as it is. */
export const known = (error: unknown): unknown => {
  if (error instanceof AppError || isTaken(error) || isInUse(error)) return error;
  // No connection came free, or the work took too long: nothing was changed.
  if (isCode(error, 'P2028')) return new AppError('OVERLOADED', 'The registry is busy. Try again.', { cause: error });
  if (!(error instanceof Error) || !unstorable.test(`${error.message} ${JSON.stringify(error)}`)) return error;
  return new AppError(
    'INVALID_INPUT',
    'The text contains a character that cannot be stored (U+0000, or half of one).',
    {
      cause: error,
    },
  );
};
