import { describe, expect, it } from '@jest/globals';
import type { ToolCallSummary } from '@archestra/contracts';
import { mergeCalls, noCalls, receive, release } from './merge.ts';

const call = (id: string, second: number, part: Partial<ToolCallSummary> = {}): ToolCallSummary => ({
  id,
  at: `2026-11-21T12:00:${String(second).padStart(2, '0')}.000Z`,
  outcome: 'answered',
  method: 'tools/call',
  name: 'echo',
  serverName: 'everything',
  profileId: null,
  profileName: null,
  userName: null,
  clientName: null,
  error: null,
  decision: 'allow',
  isError: false,
  durationUs: 1,
  repeated: 1,
  ...part,
});
const ids = (calls: readonly ToolCallSummary[]) => calls.map(({ id }) => id).join('');

describe('mergeCalls', () => {
  it('shows each call once, newest first', () => {
    expect(ids(mergeCalls([call('c', 3), call('b', 2)], [call('b', 2), call('a', 1)]))).toBe('cba');
  });

  it('takes the recorded copy of a call over the live one', () => {
    const [merged] = mergeCalls([call('a', 1, { repeated: 1 })], [call('a', 1, { repeated: 5 })]);
    expect(merged?.repeated).toBe(5);
  });

  it('keeps calls of the same moment in a steady order', () => {
    expect(ids(mergeCalls([call('a', 1), call('b', 1)], []))).toBe(ids(mergeCalls([call('b', 1), call('a', 1)], [])));
  });
});

describe('receive', () => {
  it('puts fresh calls on top, the last one first', () => {
    expect(ids(receive({ shown: [call('a', 1)], held: [] }, [call('b', 2), call('c', 3)], false).shown)).toBe('cba');
  });

  it('holds them back while the person reads, and shows them in order afterwards', () => {
    const held = receive(receive({ shown: [call('a', 1)], held: [] }, [call('b', 2)], true), [call('c', 3)], true);
    expect([ids(held.shown), ids(held.held)]).toEqual(['a', 'cb']);
    expect(ids(release(held).shown)).toBe('cba');
    expect(release(held).held).toEqual([]);
  });

  it('shows what was held as soon as it need not hold any more', () => {
    const state = receive({ shown: [call('a', 1)], held: [call('b', 2)] }, [call('c', 3)], false);
    expect([ids(state.shown), state.held.length]).toEqual(['cba', 0]);
  });

  it('does not grow without end', () => {
    const flood = Array.from({ length: 700 }, (_, index) => call(String(index), 1));
    expect(receive(noCalls, flood, false).shown).toHaveLength(500);
    expect(receive(noCalls, flood, true).held).toHaveLength(500);
  });
});
