import { describe, expect, it } from '@jest/globals';
import type { LogLine } from '@archestra/contracts';
import fc from 'fast-check';
import { LogCursor } from './log-cursor.ts';

const line = (millisecond: number, text: string): LogLine => ({
  at: new Date(millisecond).toISOString(),
  stream: 'stderr',
  text,
});

describe('LogCursor', () => {
  it('takes every line once and in order, however reads fall between lines of one millisecond and whether or not they include it', () => {
    const steps = fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.boolean(), (written, inclusive) => {
        const cursor = new LogCursor();
        const log: LogLine[] = [];
        const taken: string[] = [];
        let now = 1_000;
        const read = (): void => {
          const { since } = cursor.since;
          const answer = log.filter(({ at }) => since === undefined || at > since || (inclusive && at === since));
          taken.push(...cursor.take(answer).map(({ text }) => text));
        };
        for (const [pause, reads] of written) {
          now += pause;
          log.push(line(now, String(log.length)));
          if (reads) read();
        }
        read();
        expect(taken).toEqual(log.map(({ text }) => text));
      }),
    );
  });

  it('asks for everything first', () => {
    expect(new LogCursor().since).toEqual({});
  });
});
