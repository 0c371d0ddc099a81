import { lstat, readdir, readFile } from 'node:fs/promises';
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

/** proc(5): blanks and the like in a path are written as octal numbers. */
const pathOf = (mount: string): string =>
  (mount.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/**
 * What was bound into the sandbox, such as the package when it lies below `/tmp`, is none of the server's making. Read from
 * the sandbox's own first process: what the server mounts in a namespace of its own would else hide what it wrote.
 */
const mountsIn = async (pid: number): Promise<ReadonlySet<string>> => {
  const text = await readFile(`/proc/${treeOf(pid)[1] ?? pid}/mountinfo`, 'latin1').catch(() => '');
  return new Set(text.split('\n').map((mount) => Buffer.from(pathOf(mount), 'latin1').toString()));
};

/**
 * What a sandboxed server wrote where it may write, the largest first. Seen through its own root, which only exists while
 * it runs, so this ends it for good: it is frozen first. Nothing is followed or opened, because links there lead wherever it likes.
 */
export const filesWrittenBy = async (pid: number): Promise<WrittenFile[]> => {
  freeze(pid);
  const innermost = treeOf(pid).at(-1) ?? pid;
  const root = `/proc/${innermost}/root`;
  const mounts = await mountsIn(pid);
  const found: WrittenFile[] = [];
  const waiting = PLACES.map((path) => ({ path, depth: 0 }));
  let entries = 0;
  for (let next = waiting.pop(); next && entries < MAX_ENTRIES; next = waiting.pop()) {
    const { path, depth } = next;
    for (const name of await readdir(join(root, path)).catch((): string[] => [])) {
      entries += 1;
      const at = join(path, name);
      if (mounts.has(at)) continue;
      const file = await lstat(join(root, at)).catch(() => undefined);
      if (file?.isDirectory() && depth < MAX_DEPTH) waiting.push({ path: at, depth: depth + 1 });
      else if (file) found.push({ path: at.slice(0, MAX_PATH), bytes: file.size });
    }
  }
  return found.sort((one, other) => other.bytes - one.bytes).slice(0, MAX_FILES);
};
