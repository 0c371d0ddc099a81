import { setTimeout as pause } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import { newHistogram } from './latency.ts';

/** Somebody who calls, one call at a time. */
export interface Caller {
  /** Makes one call and checks its answer; throws otherwise. Resolves to when the first token came (`performance.now()`), where an answer has one. */
  call(): Promise<number | undefined>;
}

/** What one stretch of load saw. Times in microseconds. */
export interface Stretch {
  histogram: Histogram;
  /** Time to the first token; empty where answers are not streamed. */
  first: Histogram;
  calls: number;
  errors: string[];
  seconds: number;
}

const begun = (): Stretch & { startedAt: number } => ({
  histogram: newHistogram(),
  first: newHistogram(),
  calls: 0,
  errors: [],
  seconds: 0,
  startedAt: performance.now(),
});

const ended = ({ startedAt, ...stretch }: ReturnType<typeof begun>): Stretch => ({
  ...stretch,
  seconds: (performance.now() - startedAt) / 1_000,
});

const us = (sinceMs: number, untilMs: number): number => Math.max(1, Math.round((untilMs - sinceMs) * 1_000));

const timed = async (stretch: Stretch, client: Caller, since: number): Promise<void> => {
  try {
    const first = await client.call();
    stretch.histogram.recordValue(us(since, performance.now()));
    if (first !== undefined) stretch.first.recordValue(us(since, first));
    stretch.calls += 1;
  } catch (error) {
    stretch.errors.push(error instanceof Error ? error.message : String(error));
  }
};

/** Every client calls again as soon as it has its answer. */
export const closedLoop = async (clients: readonly Caller[], seconds: number): Promise<Stretch> => {
  const stretch = begun();
  const end = stretch.startedAt + seconds * 1_000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) await timed(stretch, client, performance.now());
    }),
  );
  return ended(stretch);
};

/**
 * Calls begin at a constant rate whether or not earlier ones have returned; each is measured from the moment it was due,
 * so that a stall is charged to all the calls it delayed.
 */
export const constantRate = async (
  clients: readonly Caller[],
  perSecond: number,
  seconds: number,
): Promise<Stretch> => {
  const stretch = begun();
  const total = Math.round(perSecond * seconds);
  const running: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - stretch.startedAt) / 1_000) * perSecond) + 1);
    for (; sent < due; sent += 1) {
      const client = clients[sent % clients.length] as Caller;
      running.push(timed(stretch, client, stretch.startedAt + (sent * 1_000) / perSecond));
    }
    await pause(1);
  }
  await Promise.all(running);
  return ended(stretch);
};
