import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCall } from '../../test/cost.ts';
import { measure, nameKey, NO_SERVER } from './measure.ts';

const event = { organization: 'o', id: 'e' };

describe('the measure of a call', () => {
  it.each([
    ['an answered call', {}, { failed: 0, denied: 0, response_bytes: 14 }],
    ["the tool's own error", { isError: true }, { failed: 1, denied: 0 }],
    ['a failed call', { outcome: 'failed' as const, result: null }, { failed: 1, denied: 0, response_bytes: 0 }],
    ['an interrupted call', { outcome: 'interrupted' as const }, { failed: 1, denied: 0 }],
    ['a denied call', { outcome: 'denied' as const }, { failed: 0, denied: 1 }],
    ['a call that reached no server', { server: null }, { server_id: NO_SERVER }],
    ['the last moment of an hour', { startedAt: '2026-11-21T23:59:59.999Z' }, { hour: '2026-11-21T23:00:00.000Z' }],
  ])('%s', (_, change, expected) =>
    expect(measure(event, aCall(change))).toMatchObject({ organization_id: 'o', event_id: 'e', ...expected }),
  );
});

describe('the key of a name', () => {
  it('fits into an index and can be stored, whatever the client sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (name) => {
        const key = nameKey(name);
        expect(Buffer.byteLength(key)).toBeLessThan(1_000);
        expect(key.isWellFormed() && !key.includes('\0')).toBe(true);
      }),
    );
  });

  it('keeps long names apart that begin alike', () => {
    const long = 'x'.repeat(500);
    expect(nameKey(`${long}a`)).not.toBe(nameKey(`${long}b`));
  });

  it('is the name itself up to 200 characters', () => expect(nameKey('x'.repeat(200))).toBe('x'.repeat(200)));
});
