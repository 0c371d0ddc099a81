import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SseReader, type SseEvent } from './sse.ts';

const readAll = (text: string, sizes: readonly number[]): SseEvent[] => {
  const reader = new SseReader();
  const bytes = Buffer.from(text);
  const events: SseEvent[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    events.push(...reader.push(bytes.subarray(at, end)));
    at = end;
  }
  const rest = reader.end();
  return rest ? [...events, rest] : events;
};

const piece = fc.constantFrom('data: a', 'data:b', 'event: e', ': c', 'id: 1', 'é', '', '\n', '\r', '\r\n', '\n\n');
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('SseReader', () => {
  it('puts every byte into one event, in order', () => {
    fc.assert(
      fc.property(fc.array(piece), sizes, (pieces, cut) => {
        const text = pieces.join('');
        expect(Buffer.concat(readAll(text, cut).map((event) => event.bytes)).toString()).toBe(text);
      }),
    );
  });

  it('reads the same events wherever chunks are cut', () => {
    const said = (events: SseEvent[]): unknown =>
      events.flatMap(({ name, data }) => (data === undefined ? [] : [{ name, data }]));
    fc.assert(
      fc.property(fc.array(piece), sizes, (pieces, cut) => {
        const text = pieces.join('');
        expect(said(readAll(text, cut))).toEqual(said(readAll(text, [100_000])));
      }),
    );
  });

  it.each<[string, string, unknown]>([
    ['one line', 'data: a\n\n', [['', 'a']]],
    ['a name', 'event: x\ndata: a\n\n', [['x', 'a']]],
    ['several lines', 'data: a\ndata:b\n\n', [['', 'a\nb']]],
    [
      'CRLF',
      'data: a\r\n\r\ndata: b\r\n\r\n',
      [
        ['', 'a'],
        ['', 'b'],
      ],
    ],
    [
      'CR alone',
      'data: a\r\rdata: b\r\r',
      [
        ['', 'a'],
        ['', 'b'],
      ],
    ],
    [
      'a comment',
      ': hello\n\ndata: a\n\n',
      [
        ['', undefined],
        ['', 'a'],
      ],
    ],
    ['a byte order mark', '\u{feff}data: a\n\n', [['', 'a']]],
    ['a field without a colon', 'data\n\n', [['', '']]],
    ['no blank line at the end', 'data: a', [['', 'a']]],
  ])('reads %s', (_, text, expected) => {
    expect(readAll(text, [100]).map(({ name, data }) => [name, data])).toEqual(expected);
  });

  it('does not wait for more once a blank line is there', () => {
    const reader = new SseReader();
    expect(reader.push(Buffer.from('data: a\n\n'))).toHaveLength(1);
    expect(reader.push(Buffer.from('data: b\r\n\r\n'))).toHaveLength(1);
    expect(reader.tailBytes).toBe(0);
  });
});
