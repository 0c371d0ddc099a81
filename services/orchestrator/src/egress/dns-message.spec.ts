import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerQuery, readQuestion } from './dns-message.ts';
import { FakeAddresses } from './fake-address.ts';

const query = (name: string, type = 1): Buffer => {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const head = Buffer.from([0xab, 0xcd, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])]);
};

describe('the resolver of a room', () => {
  it('answers A with an address that stands for the name', () => {
    const answer = answerQuery(query('example.org'), () => '198.18.0.7');
    expect(answer?.readUInt16BE(0)).toBe(0xabcd);
    expect(answer?.readUInt16BE(2)).toBe(0x8180);
    expect(answer?.readUInt16BE(6)).toBe(1);
    expect([...(answer?.subarray(-4) ?? [])]).toEqual([198, 18, 0, 7]);
  });

  it('has nothing to say of other types, so that resolvers fall back to IPv4', () => {
    const answer = answerQuery(query('example.org', 28), () => '198.18.0.7');
    expect([answer?.readUInt16BE(2), answer?.readUInt16BE(6)]).toEqual([0x8180, 0]);
  });

  it('survives every datagram', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 80 }),
          fc.uint8Array({ maxLength: 60 }).map((tail) => Uint8Array.from([...query('a').subarray(0, 12), ...tail])),
        ),
        (bytes) => {
          const answer = answerQuery(Buffer.from(bytes), () => '198.18.0.7');
          expect(answer === undefined).toBe(bytes.length < 12);
          expect(answer?.length ?? 0).toBeLessThanOrEqual(bytes.length + 16 + 12);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('reads a name of many labels', () => {
    expect(readQuestion(query('a.b.c.example'))?.name).toBe('a.b.c.example');
  });
});

describe('addresses that stand for names', () => {
  it('stay the same for a name, and go to the next when there are no more', () => {
    const fakes = new FakeAddresses(2);
    expect(fakes.addressOf('a')).toBe('198.18.0.1');
    expect(fakes.addressOf('b')).toBe('198.18.0.2');
    expect(fakes.addressOf('a')).toBe('198.18.0.1');
    expect(fakes.addressOf('c')).toBe('198.18.0.1');
    expect([fakes.nameOf('198.18.0.1'), fakes.nameOf('198.18.0.2'), fakes.nameOf('198.18.0.3')]).toEqual([
      'c',
      'b',
      undefined,
    ]);
    expect(fakes.addressOf('a')).toBe('198.18.0.2');
  });
});
