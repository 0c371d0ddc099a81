import { describe, expect, it } from '@jest/globals';
import { AppError, type LogLine } from '@archestra/contracts';
import type { Message } from '../stream/sse-stream.ts';
import { followLog } from './follow-log.ts';

const line: LogLine = { at: '2026-11-21T10:00:00.000Z', stream: 'stderr', text: 'hello' };

describe('followLog', () => {
  it('tells once that the orchestrator is silent, and goes on when it is back', async () => {
    const sent: LogLine[] = [];
    const stream = {
      ended: false,
      send: (...messages: readonly Message[]) => void sent.push(...messages.map(({ payload }) => payload as LogLine)),
    };
    let reads = 0;
    const read = (): Promise<{ lines: LogLine[] }> => {
      reads += 1;
      if (reads <= 3) return Promise.reject(new AppError('PEER_UNAVAILABLE', 'Nobody listens.'));
      stream.ended = true;
      return Promise.resolve({ lines: [{ ...line, text: 'old' }, line, { ...line, text: 'again' }] });
    };
    await followLog({ stream, first: [{ ...line, text: 'old' }, line], tail: 1, read, pollMs: 1 });
    expect(sent.map(({ text }) => text)).toEqual([
      'hello',
      'The log cannot be read right now (PEER_UNAVAILABLE). Waiting.',
      'again',
    ]);
  });
});
