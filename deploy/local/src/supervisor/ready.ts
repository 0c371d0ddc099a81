import { setTimeout as sleep } from 'node:timers/promises';

/** Does the process on that port of the loopback address say that it can work? */
export const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Asks until it is ready; false when it is not within `withinMs`. */
export const becomesReady = async (port: number, withinMs: number): Promise<boolean> => {
  const deadline = Date.now() + withinMs;
  while (!(await isReady(port))) {
    if (Date.now() >= deadline) return false;
    await sleep(100);
  }
  return true;
};
