import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file below a place where the server may write. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

const MAX_FILES = 100;
const MAX_DEPTH = 16;
const MAX_ENTRIES = 20_000;
const MAX_PATH = 300;

/** What lies below these folders, the largest first. Nothing is opened and no link is followed: the server made them. */
export const writtenBelow = async (places: readonly string[]): Promise<WrittenFile[]> => {
  const files: WrittenFile[] = [];
  const folders = places.map((path) => ({ path, depth: 0 }));
  let looks = 0;
  for (let folder = folders.pop(); folder && looks < MAX_ENTRIES; folder = folders.pop()) {
    const names = await readdir(folder.path).catch((): string[] => []);
    for (const name of names.slice(0, MAX_ENTRIES - looks)) {
      looks += 1;
      const path = join(folder.path, name);
      const entry = await lstat(path).catch(() => undefined);
      if (entry?.isDirectory() && folder.depth < MAX_DEPTH) folders.push({ path, depth: folder.depth + 1 });
      else if (entry) files.push({ path: path.slice(0, MAX_PATH), bytes: entry.size });
    }
  }
  return files.sort((one, other) => other.bytes - one.bytes).slice(0, MAX_FILES);
};
