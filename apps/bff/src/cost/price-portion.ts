import { AppError } from '@archestra/contracts';

/** Well below what one message of the broker holds (1 MiB). */
const PORTION_BYTES = 256 * 1024;

type Entries = Record<string, unknown>;

/** A price table in pieces that fit a message, in its order. Throws INVALID_INPUT for an entry that fits none. */
export const portions = (table: Entries): Entries[] => {
  const pieces: [string, unknown][][] = [];
  let room = 0;
  for (const entry of Object.entries(table)) {
    const bytes = Buffer.byteLength(JSON.stringify(entry));
    if (bytes > PORTION_BYTES)
      throw new AppError('INVALID_INPUT', `The entry “${entry[0].slice(0, 80)}” is too large to be a price.`);
    if (bytes > room) {
      pieces.push([]);
      room = PORTION_BYTES;
    }
    pieces.at(-1)?.push(entry);
    room -= bytes;
  }
  // Not an assignment by name: an entry called __proto__ would be lost.
  return pieces.map((piece) => Object.fromEntries(piece));
};
