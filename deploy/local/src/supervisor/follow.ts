import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '../home/home.ts';
import { isAlive } from '../machine/pid.ts';
import { StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { readStatus } from './remote.ts';
import type { Status } from './status.ts';

const isOver = (status: Status): boolean => status.phase !== 'starting' || !isAlive(status.supervisor);

/** Why a step cannot end well any more; undefined while it still can. */
const failureOf = (status: Status | undefined, index: number): StepFailure | undefined => {
  const isGone = !status || !isAlive(status.supervisor);
  // A step that was overtaken by the failure of its neighbour ends with the neighbour's reason.
  if (status?.failure && (status.steps[index]?.state === 'failed' || isGone))
    return new StepFailure(status.failure.why, status.failure.remedy);
  return isGone
    ? new StepFailure('The supervisor ended before its time.', 'Look at its log: ./start --logs supervisor')
    : undefined;
};

const stepEnd = async (home: Home, index: number): Promise<void> => {
  for (;;) {
    const status = readStatus(home);
    if (status?.steps[index]?.state === 'done') return;
    const failure = failureOf(status, index);
    if (failure) throw failure;
    await sleep(50);
  }
};

const showNew = async (home: Home, progress: Progress, shown: Set<number>): Promise<void> => {
  const titles = (readStatus(home)?.steps ?? [])
    .map((step, index) => [index, step.title] as const)
    .filter(([index]) => !shown.has(index));
  for (const [index, title] of titles) {
    shown.add(index);
    await progress.step(title, () => stepEnd(home, index));
  }
};

/** Shows the supervisor's steps as they go, until everything runs; throws StepFailure with its reason when a step fails. */
export const followStart = async (home: Home, progress: Progress): Promise<Status> => {
  const shown = new Set<number>();
  for (;;) {
    const status = readStatus(home);
    if (!status) throw new StepFailure('The supervisor was stopped while it started.', 'Run ./start again.');
    await showNew(home, progress, shown);
    if (isOver(status)) {
      await showNew(home, progress, shown);
      for (const note of status.notes) progress.warn(note);
      if (status.phase === 'running') return status;
      throw new StepFailure(
        status.failure?.why ?? 'The supervisor ended before its time.',
        status.failure?.remedy ?? 'Look at its log: ./start --logs supervisor',
      );
    }
    await sleep(50);
  }
};
