import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrittenFile } from '@archestra/contracts';
import { treeOf } from './process-tree.ts';
import { inside } from './sandbox.ts';

const MAX_FILES = 100;
const MAX_DEPTH = 16;
const MAX_ENTRIES = 20_000;
const MAX_PATH = 300;
const PLACES = [inside.home, '/tmp'];

/** Twice, because what forks meanwhile is only seen the second time: nobody swaps a folder for a link while we look. */
const freeze = (pid: number): void => {
  for (const member of [...treeOf(pid).slice(1), ...treeOf(pid).slice(1)])
    try {
      process.kill(member, 'SIGSTOP');
    } catch {
      // Gone already: it swaps nothing any more.
    }
};

/**
 * What a sandboxed server wrote where it may write, the largest first. Seen through its own root, which only exists while
 * it runs, so this ends it for good: it is frozen first. Nothing is followed or opened, because links there lead wherever it likes.
 */
export const filesWrittenBy = async (pid: number): Promise<WrittenFile[]> => {
  freeze(pid);
  const innermost = treeOf(pid).at(-1) ?? pid;
  const root = `/proc/${innermost}/root`;
  const found: WrittenFile[] = [];
  const waiting = PLACES.map((path) => ({ path, depth: 0 }));
  let entries = 0;
  for (let next = waiting.pop(); next && entries < MAX_ENTRIES; next = waiting.pop()) {
    const { path, depth } = next;
    for (const name of await readdir(join(root, path)).catch((): string[] => [])) {
      entries += 1;
      const at = join(path, name);
      const file = await lstat(join(root, at)).catch(() => undefined);
      if (file?.isDirectory() && depth < MAX_DEPTH) waiting.push({ path: at, depth: depth + 1 });
      else if (file) found.push({ path: at.slice(0, MAX_PATH), bytes: file.size });
    }
  }
  return found.sort((one, other) => other.bytes - one.bytes).slice(0, MAX_FILES);
};
