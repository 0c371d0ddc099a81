import { afterAll } from '@jest/globals';

type Step = () => void | Promise<void> | undefined;

const steps: Step[] = [];

/**
 * Undoes set-up in reverse order at the end of the block that asked first: a service stops before the servers it talks to.
 * (Jest runs `afterAll` hooks in the order they were written.)
 */
export const atEnd = (step: Step): void => {
  if (steps.length === 0) {
    afterAll(async () => {
      for (const undo of steps.splice(0).reverse()) await undo();
    }, 30_000);
  }
  steps.push(step);
};
