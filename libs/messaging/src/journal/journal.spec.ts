import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '../event/cloud-event.ts';
import { Journal } from './journal.ts';

const root = mkdtempSync(join(tmpdir(), 'journal-'));
const folder = (): string => mkdtempSync(join(root, 'test-'));
afterAll(() => rmSync(root, { recursive: true }));
const envelope = (id: number): Envelope => ({ id: String(id), subject: 'events.o.x', payload: `{"n":${id}}` });
const limits = { maxInFlight: 8, maxWaiting: 20 };

const until = async (check: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 500 && !check(); attempt += 1) await pause(10);
  expect(check()).toBe(true);
};

describe('the journal', () => {
  it('stores every fact, in order of acceptance, and leaves no file behind', async () => {
    const directory = folder();
    const stored: string[] = [];
    const journal = new Journal(directory, async ({ id }) => void stored.push(id), limits);
    for (let n = 0; n < 15; n += 1) journal.record(envelope(n));
    await journal.close(1_000);
    expect(stored).toEqual(Array.from({ length: 15 }, (_, n) => String(n)));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('bounds its memory while the store is away, and loses nothing', async () => {
    const stored = new Set<string>();
    let away = true;
    const store = async ({ id }: Envelope): Promise<void> => {
      if (away) throw new Error('away');
      stored.add(id);
    };
    const directory = folder();
    const journal = new Journal(directory, store, limits);
    for (let n = 0; n < 500; n += 1) journal.record(envelope(n));
    journal.flush();
    expect(journal.backlog).toBeLessThanOrEqual(limits.maxWaiting + limits.maxInFlight);
    await pause(50);
    away = false;
    await until(() => stored.size === 500);
    for (let n = 500; n < 510; n += 1) journal.record(envelope(n));
    await until(() => stored.size === 510);
    await journal.close(1_000);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('reads back what did not fit into memory while new facts keep coming', async () => {
    const stored: string[] = [];
    let away = true;
    const directory = folder();
    const store = async ({ id }: Envelope): Promise<void> => {
      if (away) throw new Error('away');
      await pause(15);
      stored.push(id);
    };
    const journal = new Journal(directory, store, limits);
    for (let n = 0; n < 60; n += 1) journal.record(envelope(n));
    journal.flush();
    away = false;
    let next = 60;
    const steady = setInterval(() => journal.record(envelope(next++)), 5);
    await until(() => new Set(stored.filter((id) => Number(id) < 60)).size === 60);
    // There was never a moment without work.
    expect(journal.backlog).toBeGreaterThan(0);
    clearInterval(steady);
    await until(() => new Set(stored).size === next);
    expect(stored).toHaveLength(next);
    await journal.close(1_000);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('tells of a call once, whichever segments its plan and its fact are in', async () => {
    const directory = folder();
    const padding = { ...envelope(0), payload: `"${'x'.repeat(4 * 1024 * 1024)}"` };
    const away = new Journal(directory, () => Promise.reject(new Error('away')), limits);
    const plan = { ...envelope(1), payload: '"interrupted"' };
    away.plan(plan);
    away.record(padding);
    away.flush();
    away.record({ ...envelope(1), payload: '"answered"' });
    away.plan({ ...envelope(2), payload: '"interrupted"' });
    away.flush();
    await away.close(10);
    expect(readdirSync(directory)).toHaveLength(2);
    const stored: Envelope[] = [];
    const heir = new Journal(directory, async (each) => void stored.push(each), limits);
    await heir.recover();
    expect(stored.filter(({ id }) => id !== '0').map(({ id, payload }) => [id, payload])).toEqual([
      ['1', '"answered"'],
      ['2', '"interrupted"'],
    ]);
    await heir.close(10);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('frees the segment of a plan when the fact in a later one is stored', async () => {
    const directory = folder();
    const journal = new Journal(directory, () => Promise.resolve(), limits);
    journal.plan(envelope(1));
    journal.record({ ...envelope(0), payload: `"${'x'.repeat(4 * 1024 * 1024)}"` });
    journal.flush();
    journal.record(envelope(1));
    await journal.close(1_000);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('gives up waiting when told to, and keeps the rest for the next process', async () => {
    const directory = folder();
    const journal = new Journal(directory, () => Promise.reject(new Error('away')), limits);
    for (let n = 0; n < 30; n += 1) journal.record(envelope(n));
    await journal.close(50);
    const stored: string[] = [];
    const heir = new Journal(directory, async ({ id }) => void stored.push(id), limits);
    await expect(heir.recover()).resolves.toBe(30);
    expect(new Set(stored).size).toBe(30);
    await heir.close(50);
  });
});
