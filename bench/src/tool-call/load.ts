import { setTimeout as pause } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import { newHistogram } from '../measure/latency.ts';
import type { McpClient } from './arm.ts';

/** What one stretch of load saw. Times in microseconds. */
export interface Stretch {
  histogram: Histogram;
  calls: number;
  errors: string[];
  seconds: number;
}

const begun = (): Stretch & { startedAt: number } => ({
  histogram: newHistogram(),
  calls: 0,
  errors: [],
  seconds: 0,
  startedAt: performance.now(),
});

const ended = ({ startedAt, ...stretch }: ReturnType<typeof begun>): Stretch => ({
  ...stretch,
  seconds: (performance.now() - startedAt) / 1_000,
});

const timed = async (stretch: Stretch, client: McpClient, since: number): Promise<void> => {
  try {
    await client.echo();
    stretch.histogram.recordValue(Math.max(1, Math.round((performance.now() - since) * 1_000)));
    stretch.calls += 1;
  } catch (error) {
    stretch.errors.push(error instanceof Error ? error.message : String(error));
  }
};

/** Every client calls again as soon as it has its answer. */
export const closedLoop = async (clients: readonly McpClient[], seconds: number): Promise<Stretch> => {
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
  clients: readonly McpClient[],
  perSecond: number,
  seconds: number,
): Promise<Stretch> => {
  const stretch = begun();
  const total = Math.round(perSecond * seconds);
  const running: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - stretch.startedAt) / 1_000) * perSecond) + 1);
    for (; sent < due; sent += 1) {
      const client = clients[sent % clients.length] as McpClient;
      running.push(timed(stretch, client, stretch.startedAt + (sent * 1_000) / perSecond));
    }
    await pause(1);
  }
  await Promise.all(running);
  return ended(stretch);
};
