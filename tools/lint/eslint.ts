import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { program, type Ended } from './program.ts';

const AT_ONCE = 2;

/**
 * Type-aware rules keep the program of every project they meet, and all of them together do not fit into one heap: each
 * group of folders gets a process of its own.
 */
const groups = (): string[][] => {
  const inside = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));
  const root = readdirSync('.').filter((name) => /\.(js|ts)$/.test(name));
  const pairs = inside('services').reduce<string[][]>((all, name, index) => {
    if (index % 2 === 0) return [...all, [name]];
    return [...all.slice(0, -1), [...(all.at(-1) ?? []), name]];
  }, []);
  return [
    ['deploy', 'e2e', 'bench', 'tools', ...root],
    ...inside('apps').map((name) => [name]),
    ...pairs,
    inside('libs'),
  ];
};

const SKIPPED_RULE = 'rule will be skipped';

const lintGroup = async (paths: readonly string[]): Promise<Ended> => {
  const ended = await program('eslint', ['--max-warnings=0', '--no-error-on-unmatched-pattern', ...paths]);
  if (!ended.output.includes(SKIPPED_RULE)) return ended;
  return {
    status: 1,
    output: `${ended.output}\nThe module boundary rule was skipped: the project graph is not there.\n`,
  };
};

/** Lints the given paths, or everything in groups, two processes at a time. */
export const lint = async (paths: readonly string[]): Promise<Ended> => {
  const waiting = paths.length > 0 ? [[...paths]] : groups();
  const results: Ended[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await lintGroup(next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    status: results.some(({ status }) => status !== 0) ? 1 : 0,
    output: results.map(({ output }) => output).join(''),
  };
};
