import { rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { identify, isAlive } from '../machine/pid.ts';
import { StepFailure } from '../progress/failure.ts';
import type { Home } from './home.ts';
import { readJson } from './json-file.ts';

const Holder = z.object({ pid: z.number(), born: z.string() });

const tryTake = ({ lockFile }: Home): boolean => {
  try {
    writeFileSync(lockFile, JSON.stringify(identify(process.pid)), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
};

/** Lets one command at a time change the installation; throws StepFailure while another one works. */
export const exclusively = async <T>(home: Home, work: () => Promise<T>): Promise<T> => {
  if (!tryTake(home)) {
    const holder = readJson(home.lockFile, Holder);
    if (holder && isAlive(holder))
      throw new StepFailure(
        `Another ./start is at work in this checkout (process ${holder.pid}).`,
        'Wait until it is done.',
      );
    rmSync(home.lockFile, { force: true });
    if (!tryTake(home))
      throw new StepFailure('Another ./start has just begun in this checkout.', 'Wait until it is done.');
  }
  try {
    return await work();
  } finally {
    rmSync(home.lockFile, { force: true });
  }
};
