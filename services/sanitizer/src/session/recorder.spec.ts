import { FRESH_SESSION, LOST_SESSION } from '@archestra/policy';
import { describe, expect, it } from '@jest/globals';
import { Recorder } from './recorder.ts';
import { resident } from './resident.ts';
import type { SessionRow } from './session-row.ts';

const about = { callId: 'c', profileId: 'p', serverId: 's', name: 't', kind: 'tool' as const };
const seen = { outcome: 'observed' as const, reason: null, label: null };

/** A log that refuses the first rows. */
const build = (refused: number) => {
  const rows: SessionRow[] = [];
  const recorder = new Recorder({
    isFull: false,
    isFailing: false,
    append: (row) => {
      rows.push(row);
      return rows.length <= refused ? Promise.reject(new Error('cannot be written')) : Promise.resolve();
    },
  });
  const session = resident('o', 's', { state: FRESH_SESSION, seq: 0 });
  session.state = LOST_SESSION;
  return { recorder, session, rows };
};

describe('the recorder', () => {
  it('waits for the last row and adds none to it', async () => {
    const { recorder, session, rows } = build(0);
    void recorder.record(session, about, seen);
    await recorder.flushed(session, about);
    expect([rows.length, session.committed]).toEqual([1, LOST_SESSION]);
  });

  it('writes a state anew whose row could not be written, as often as it is asked to', async () => {
    const { recorder, session, rows } = build(2);
    void recorder.record(session, about, seen);
    for (let n = 0; n < 2; n += 1) {
      await expect(recorder.flushed(session, about)).rejects.toThrow('cannot be written');
      expect(session.committed).toEqual(FRESH_SESSION);
    }
    await recorder.flushed(session, about);
    expect(session).toMatchObject({ committed: LOST_SESSION, pending: 0 });
    expect(rows.map(({ seq, state }) => [seq, state.label])).toEqual([1, 2, 3].map((seq) => [seq, LOST_SESSION.label]));
  });
});
