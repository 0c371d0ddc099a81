import { existsSync, openSync, renameSync, statSync } from 'node:fs';

const ROTATE_BYTES = 10 * 1_048_576;

/** Opens a log for appending; one over 10 MB is put aside as `.1` first. Returns the file descriptor. */
export const openLog = (file: string): number => {
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
};
