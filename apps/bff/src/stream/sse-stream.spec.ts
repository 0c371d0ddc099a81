import { describe, expect, it } from '@jest/globals';
import { SseStream } from './sse-stream.ts';

const textOf = (stream: SseStream): string => String(stream.read() ?? '');

describe('SseStream', () => {
  it('writes id, event and data, one line each', () => {
    const stream = new SseStream(1_000);
    stream.send({ event: 'server', payload: { text: 'two\nlines' }, id: '7' });
    expect(textOf(stream)).toBe('retry: 1000\n\nid: 7\nevent: server\ndata: {"text":"two\\nlines"}\n\n');
  });

  it('lets a large batch through, and drops a reader who leaves too much waiting', () => {
    const stream = new SseStream(100);
    stream.send(...Array.from({ length: 50 }, () => ({ event: 'a', payload: 'x'.repeat(10) })));
    expect(stream.ended).toBe(false);
    stream.send({ event: 'b', payload: 'y' });
    expect(stream.ended).toBe(true);
    expect(textOf(stream)).toMatch(/event: dropped\ndata: .*\n\n$/);
    stream.send({ event: 'c', payload: 'late' });
    expect(stream.read()).toBeNull();
  });
});
