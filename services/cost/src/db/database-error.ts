import { AppError } from '@archestra/contracts';
import { z } from 'zod';

// Where Prisma puts the SQLSTATE of a raw statement that failed in its driver adapter.
const RawFailure = z.object({
  code: z.literal('P2010'),
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

/** Class 22 is "data exception", 54 "program limit exceeded": the data will be as wrong at the next attempt. */
const isHopeless = (state: string): boolean => state.startsWith('22') || state.startsWith('54');

/** Gives failures that the data caused their own code; anything else stays as it is and is worth another attempt. */
export const known = (error: unknown): unknown => {
  const failure = RawFailure.safeParse(error);
  const state = failure.data?.meta.driverAdapterError.cause.originalCode;
  if (state === undefined || !isHopeless(state)) return error;
  return new AppError('INVALID_INPUT', `PostgreSQL cannot store this event (SQLSTATE ${state}).`, { cause: error });
};
