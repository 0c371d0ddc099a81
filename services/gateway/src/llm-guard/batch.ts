import { AppError } from '@archestra/contracts';

/** Of one message to the sanitizer; the broker takes 1 MiB. */
const MAX_BATCH_BYTES = 640 * 1024;
/** Of one result: what cannot be inspected whole is not shown. */
const MAX_RESULT_CHARACTERS = 600_000;
const MAX_BATCH_RESULTS = 1_000;
const MAX_USER_BYTES = 200 * 1024;
const MAX_USER_TEXTS = 500;

/** JSON can make six bytes of a character; most often it makes one. */
const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));

interface Sized {
  readonly text: string;
  readonly toolCallId: string;
}

const measured = <R extends Sized>(result: R): { result: R; bytes: number } => {
  const bytes = sizeOf(result.text);
  if (result.text.length <= MAX_RESULT_CHARACTERS && bytes <= MAX_BATCH_BYTES) return { result, bytes };
  throw new AppError('REQUEST_TOO_LARGE', `The result of the tool call ${result.toolCallId} is too large.`, {
    details: { limitBytes: MAX_BATCH_BYTES },
  });
};

/** Results in groups that fit a message each; one empty group for none. Throws `REQUEST_TOO_LARGE` for one that fits none. */
export const batches = <R extends Sized>(results: readonly R[]): R[][] => {
  const found: R[][] = [];
  let current: R[] = [];
  let size = 0;
  for (const { result, bytes } of results.map(measured)) {
    if (size + bytes > MAX_BATCH_BYTES || current.length === MAX_BATCH_RESULTS) {
      found.push(current);
      [current, size] = [[], 0];
    }
    current.push(result);
    size += bytes;
  }
  return [...found, current];
};

/** The newest of a person's words, as many as fit beside results. Leaving some out only takes reasons to allow away. */
export const newestWords = (texts: readonly string[]): string[] => {
  let bytes = 0;
  const kept: string[] = [];
  for (const text of texts.toReversed()) {
    bytes += sizeOf(text);
    if (bytes > MAX_USER_BYTES || kept.length === MAX_USER_TEXTS) break;
    kept.unshift(text);
  }
  return kept;
};
