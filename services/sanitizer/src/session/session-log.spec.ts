import { FRESH_SESSION } from '@archestra/policy';
import { describe, expect, it } from '@jest/globals';
import { SessionLog, type LogOptions } from './session-log.ts';
import type { SessionRow } from './session-row.ts';
import { LeaseTaken } from './session.store.ts';

const row = (seq: number): SessionRow => ({
  organizationId: 'o',
  sessionId: 's',
  seq,
  callId: `c${seq}`,
  profileId: 'p',
  serverId: 'v',
  kind: 'tool',
  name: 't',
  outcome: 'observed',
  reason: null,
  label: null,
  state: FRESH_SESSION,
  sources: null,
  toolCallId: null,
  contentHash: null,
  tool: null,
  at: '2026-11-21T00:00:00.000Z',
});

const build = (append: (rows: readonly SessionRow[]) => Promise<void>, change: Partial<LogOptions> = {}) => {
  const batches: number[][] = [];
  const taken: string[] = [];
  const store = {
    append: async (_holder: string, rows: readonly SessionRow[]) => {
      await append(rows);
      batches.push(rows.map(({ seq }) => seq));
    },
  };
  const log = new SessionLog(store, {
    holder: 'h',
    lingerMs: 10,
    batch: 3,
    capacity: 5,
    retryMs: 5,
    onTaken: () => taken.push('taken'),
    onTrouble: () => undefined,
    ...change,
  });
  return { log, batches, taken };
};
const fault = (code: string) => Object.assign(new Error('x'), { code });

describe('the session log', () => {
  it('writes rows that can wait together, in order', async () => {
    const { log, batches } = build(() => Promise.resolve());
    await Promise.all([log.append(row(1), false), log.append(row(2), false)]);
    expect(batches).toEqual([[1, 2]]);
  });

  it('writes an urgent row at once and takes along what waits', async () => {
    const { log, batches } = build(() => Promise.resolve(), { lingerMs: 60_000 });
    void log.append(row(1), false);
    await log.append(row(2), true);
    expect(batches).toEqual([[1, 2]]);
  });

  it('does not wait when a batch is full', async () => {
    const { log, batches } = build(() => Promise.resolve(), { lingerMs: 60_000 });
    await Promise.all([1, 2, 3].map((seq) => log.append(row(seq), false)));
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('tries again until it works, loses nothing and keeps the order', async () => {
    let failures = 3;
    const { log, batches } = build(async () => {
      if (failures-- > 0) throw new Error('away');
    });
    const first = log.append(row(1), true);
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(log.isFailing).toBe(true);
    await Promise.all([first, log.append(row(2), true), log.append(row(3), false)]);
    expect(batches.flat()).toEqual([1, 2, 3]);
    expect(log.isFailing).toBe(false);
  });

  it('says when no more fits', async () => {
    const { log } = build(() => Promise.reject(new Error('away')));
    const all = [1, 2, 3, 4, 5].map((seq) => log.append(row(seq), false));
    expect(log.isFull).toBe(true);
    await log.close(20);
    for (const written of all) void written.catch(() => undefined);
  });

  it('gives up one row the database refuses for what it holds, and only that one', async () => {
    const { log, batches } = build(async (rows) => {
      if (rows.some(({ seq }) => seq === 2)) throw fault('22P05');
    });
    const settled = await Promise.allSettled([1, 2, 3].map((seq) => log.append(row(seq), true)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([[1], [3]]);
  });

  it('refuses everything once another process took over', async () => {
    const { log, taken } = build(() => Promise.reject(new LeaseTaken('gone')));
    await expect(log.append(row(1), true)).rejects.toBeInstanceOf(LeaseTaken);
    await expect(log.append(row(2), true)).rejects.toBeInstanceOf(LeaseTaken);
    expect(log.isFull).toBe(true);
    expect(taken).toEqual(['taken']);
  });

  it('writes what waits before it closes', async () => {
    const { log, batches } = build(() => Promise.resolve(), { lingerMs: 60_000 });
    void log.append(row(1), false);
    await log.close(1_000);
    expect(batches).toEqual([[1]]);
  });
});
