import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Home } from '../home/home.ts';
import { readState } from '../home/state.ts';
import { StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { stopSupervisor } from '../supervisor/remote.ts';

const isConfirmed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} Type "yes": `);
  terminal.close();
  return answer.trim() === 'yes';
};

const serverRootOf = (home: Home): string => {
  try {
    return readState(home, home.root).serverRoot;
  } catch {
    return home.root;
  }
};

/** `./start --reset`: stops everything and removes all data of this checkout. */
export const reset = async (home: Home, progress: Progress, isAgreed: boolean): Promise<void> => {
  if (!isAgreed && !(await isConfirmed(`Everything under ${home.root} is removed: data, passwords, logs.`))) {
    throw new StepFailure('Nothing was removed: this was not confirmed.', 'Answer "yes", or give --yes.');
  }
  const root = serverRootOf(home);
  await progress.step('Stop', () => stopSupervisor(home));
  await progress.step('Remove the data', () => {
    // The toolchain in `.archestra` is no data, and the one that runs this very command.
    for (const entry of ['run', 'logs', 'data', 'state.json', 'build.json', 'postgres', 'nats', 'redis']) {
      rmSync(join(home.root, entry), { recursive: true, force: true });
    }
    if (root !== home.root) rmSync(root, { recursive: true, force: true });
    return Promise.resolve();
  });
};
