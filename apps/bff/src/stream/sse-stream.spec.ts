import { describe, expect, it } from '@jest/globals';
import { SseStream } from './sse-stream.ts';

const textOf = (stream: SseStream): string => String(stream.read() ?? '');

describe('SseStream', () => {
  it('writes id, event and data, one line each', () => {
    const stream = new SseStream(1_000);
    stream.send('server', { text: 'two\nlines' }, '7');
    expect(textOf(stream)).toBe('retry: 1000\n\nid: 7\nevent: server\ndata: {"text":"two\\nlines"}\n\n');
  });

  it('lets one large message through, and drops a reader who leaves too much waiting', () => {
    const stream = new SseStream(100);
    stream.send('a', 'x'.repeat(500));
    expect(stream.ended).toBe(false);
    stream.send('b', 'y');
    expect(stream.ended).toBe(true);
    expect(textOf(stream)).toMatch(/event: dropped\ndata: .*\n\n$/);
    stream.send('c', 'late');
    expect(stream.read()).toBeNull();
  });
});
