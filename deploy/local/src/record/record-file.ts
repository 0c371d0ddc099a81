import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Writes lines to a file of its own beside `path`, which takes the other's place when all of them are on disk, and never otherwise. */
export const writeWhole = async <T>(
  path: string,
  work: (write: (line: string) => Promise<void>) => Promise<T>,
): Promise<T> => {
  const part = `${path}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  try {
    const result = await work(async (line) => {
      if (!out.write(`${line}\n`)) await once(out, 'drain');
    });
    out.end();
    await finished(out);
    renameSync(part, path);
    return result;
  } catch (error) {
    out.destroy();
    rmSync(part, { force: true });
    throw error;
  }
};
