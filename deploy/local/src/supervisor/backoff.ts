const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/** A process that lived this long is healthy: its next crash is its first. */
export const HEALTHY_AFTER_MS = 30_000;

/** Pause before the n-th start in a row (n from 1): 0.2 s, doubled each time, at most 10 s. */
export const pauseMs = (crashesInARow: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(10, crashesInARow - 1));
