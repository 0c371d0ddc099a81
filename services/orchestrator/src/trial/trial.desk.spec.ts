import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '@archestra/contracts';
import { TrialDesk } from './trial.desk.ts';

const candidate = (trialId: string) => ({
  trialId,
  name: 'x',
  source: { kind: 'remote' as const, url: 'https://example.org/mcp' },
  configuration: {},
  knownTools: [],
});
const evidence = { message: 'seen' } as Evidence;

describe('the desk of trials', () => {
  const open = () => {
    const ends: { end(): void; fail(): void }[] = [];
    let now = 0;
    const run = (): Promise<Evidence> =>
      new Promise((resolve, reject) => ends.push({ end: () => resolve(evidence), fail: () => reject(new Error('x')) }));
    const desk = new TrialDesk({ run }, () => now);
    const later = (ms: number): void => void (now += ms);
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    return { desk, ends, later, turn };
  };

  it('runs a trial once, however often it is asked for, and tells it afterwards', async () => {
    const { desk, ends, turn } = open();
    expect(desk.ask(candidate('a'), 'o')).toEqual({ state: 'running' });
    expect(desk.ask(candidate('a'), 'o')).toEqual({ state: 'running' });
    await turn();
    expect(ends).toHaveLength(1);
    ends[0]?.end();
    await turn();
    expect(desk.ask(candidate('a'), 'o')).toEqual({ state: 'done', evidence });
    expect(ends).toHaveLength(1);
  });

  it('tells it to nobody else', async () => {
    const { desk, ends, turn } = open();
    desk.ask(candidate('a'), 'o');
    await turn();
    ends[0]?.end();
    await turn();
    expect(desk.ask(candidate('a'), 'p')).toEqual({ state: 'running' });
  });

  it('lets two run at a time', async () => {
    const { desk, ends, turn } = open();
    for (const id of ['a', 'b', 'c']) desk.ask(candidate(id), 'o');
    await turn();
    expect(ends).toHaveLength(2);
    ends[1]?.end();
    await turn();
    expect(ends).toHaveLength(3);
  });

  it('begins again after a failure of ours, and forgets in time', async () => {
    const { desk, ends, later, turn } = open();
    desk.ask(candidate('a'), 'o');
    await turn();
    ends[0]?.fail();
    await turn();
    desk.ask(candidate('a'), 'o');
    await turn();
    ends[1]?.end();
    await turn();
    later(16 * 60_000);
    expect(desk.ask(candidate('a'), 'o')).toEqual({ state: 'running' });
  });

  it('says when it is too much', () => {
    const { desk } = open();
    for (let number = 0; number < 200; number += 1) desk.ask(candidate(String(number)), 'o');
    expect(() => desk.ask(candidate('more'), 'o')).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });
});
