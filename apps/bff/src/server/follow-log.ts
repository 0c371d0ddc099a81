import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type LogLine } from '@archestra/contracts';
import { reportError } from '@archestra/service';
import type { SseStream } from '../stream/sse-stream.ts';
import { LogCursor } from './log-cursor.ts';

const POLL_MS = 1_000;
/** As many as one read gives: a cut answer would hide which lines of a millisecond were seen. */
export const POLL_LINES = 2_000;

type Read = (request: { tail: number; since?: string }) => Promise<{ lines: LogLine[] }>;
type Follower = Pick<SseStream, 'send' | 'ended'>;

interface Following {
  stream: Follower;
  /** The lines there are, of which the last `tail` are shown. */
  first: readonly LogLine[];
  tail: number;
  read: Read;
  pollMs?: number;
}

/** Sends the lines there are, then new ones until the client leaves. A silent orchestrator is told once and waited for. */
export const followLog = async ({ stream, first, tail, read, pollMs = POLL_MS }: Following): Promise<void> => {
  const cursor = new LogCursor();
  let silent = false;
  const show = (lines: readonly LogLine[]): void =>
    stream.send(...lines.map((payload) => ({ event: 'line', payload })));
  show(cursor.take(first).slice(-tail));
  while (!stream.ended) {
    await sleep(pollMs, undefined, { ref: false });
    try {
      if (!stream.ended) show(cursor.take((await read({ tail: POLL_LINES, ...cursor.since })).lines));
      silent = false;
    } catch (error) {
      if (!silent) show([interruption(error)]);
      silent = true;
    }
  }
};

const interruption = (error: unknown): LogLine => {
  const known = AppError.from(error);
  if (known.code === 'INTERNAL') reportError(error, 'following a server log');
  return {
    at: new Date().toISOString(),
    stream: 'platform',
    text: `The log cannot be read right now (${known.code}). Waiting.`,
  };
};
