import { AppError } from '@archestra/contracts';

/** A moment a caller names. Throws INVALID_INPUT for the year 0, which ISO 8601 has and PostgreSQL has not. */
export const timeOf = (text: string): Date => {
  const time = new Date(text);
  if (!(time.getUTCFullYear() >= 1)) throw new AppError('INVALID_INPUT', 'The time lies outside the calendar.');
  return time;
};
