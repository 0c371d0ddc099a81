import { AppError } from '@archestra/contracts';

export const MAX_MEMORIES = 1_000;
export const MAX_VALUE_BYTES = 16_384;
/** Of one person's memories as JSON: they are listed in one message, and the broker takes 1 MiB. */
export const MAX_TOTAL_BYTES = 786_432;

/** What a memory takes in a list, in bytes. */
export const sizeOf = (name: string, value: string): number =>
  Buffer.byteLength(JSON.stringify({ name, value, updatedAt: '2026-01-01T00:00:00.000Z' })) + 1;

const refuse = (message: string): never => {
  throw new AppError('INVALID_INPUT', message);
};

/** Throws `INVALID_INPUT` for text that PostgreSQL cannot give back as it was, and for values that are too large. */
export const checkText = (name: string, value: string): void => {
  if (`${name}${value}`.includes('\u0000') || !name.isWellFormed() || !value.isWellFormed())
    refuse('The text contains a character that cannot be stored.');
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES)
    refuse('A memory may have 16 KiB. Shorten it, or split it into several memories.');
};

/** Throws `INVALID_INPUT` when a person would have more than may be kept. `others` is everything but the memory being set. */
export const checkRoom = (others: { count: number; bytes: number }, bytes: number): void => {
  if (others.count >= MAX_MEMORIES)
    refuse('There are 1,000 memories already. Delete some that are not needed any more.');
  if (others.bytes + bytes > MAX_TOTAL_BYTES)
    refuse('All memories together may have 768 KiB. Delete or shorten some first.');
};
