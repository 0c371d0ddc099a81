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
    const started: string[] = [];
    const run = ({ trialId }: { trialId: string }): Promise<Evidence> => {
      started.push(trialId);
      return new Promise((resolve, reject) =>
        ends.push({ end: () => resolve(evidence), fail: () => reject(new Error('x')) }),
      );
    };
    const desk = new TrialDesk({ run }, () => now);
    const later = (ms: number): void => void (now += ms);
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    return { desk, ends, started, later, turn };
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

  const overloaded = expect.objectContaining({ code: 'OVERLOADED' });

  it('says when it is too much of one organization, and of all', () => {
    const { desk } = open();
    const fill = (organization: string): void => {
      for (let number = 0; number < 50; number += 1) desk.ask(candidate(String(number)), organization);
    };
    fill('o');
    expect(() => desk.ask(candidate('more'), 'o')).toThrow(overloaded);
    for (const other of ['p', 'q', 'r']) fill(other);
    expect(() => desk.ask(candidate('more'), 's')).toThrow(overloaded);
  });

  it('lets organizations take turns', async () => {
    const { desk, ends, started, turn } = open();
    for (let number = 0; number < 5; number += 1) desk.ask(candidate(`o${number}`), 'o');
    desk.ask(candidate('p0'), 'p');
    await turn();
    ends[0]?.end();
    await turn();
    expect(started).toEqual(['o0', 'o1', 'p0']);
  });

  it('drops what waits and nobody asks for any more', async () => {
    const { desk, ends, started, later, turn } = open();
    for (const id of ['a', 'b', 'withdrawn', 'wanted']) desk.ask(candidate(id), 'o');
    await turn();
    later(90_000);
    desk.ask(candidate('wanted'), 'o');
    later(60_000);
    desk.ask(candidate('wanted'), 'o');
    ends[0]?.end();
    await turn();
    ends[1]?.end();
    await turn();
    expect(started).toEqual(['a', 'b', 'wanted']);
  });
});
