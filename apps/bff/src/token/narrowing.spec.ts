import { describe, expect, it } from '@jest/globals';
import { assertNoWider } from './narrowing.ts';

const soon = '2026-11-22T00:00:00.000Z';
const later = '2026-11-23T00:00:00.000Z';
const session = { profileIds: null, expiresAt: null };
const token = { tokenId: 't', profileIds: ['a', 'b'], expiresAt: soon };

describe('a token made by a token', () => {
  it.each([
    ['a session makes any', session, { profileIds: null, expiresAt: null }],
    ['a free token makes any', { ...session, tokenId: 't' }, { profileIds: null, expiresAt: null }],
    ['a narrow one makes as narrow ones', token, { profileIds: ['a', 'b'], expiresAt: soon }],
    ['or narrower ones', token, { profileIds: ['b'], expiresAt: '2026-11-21T00:00:00.000Z' }],
  ])('%s', (_, maker, wish) => expect(() => assertNoWider(maker, wish)).not.toThrow());

  it.each([
    ['reaches no other profile', { profileIds: ['c'], expiresAt: soon }],
    ['not every profile', { profileIds: null, expiresAt: soon }],
    ['does not live longer', { profileIds: ['a'], expiresAt: later }],
    ['nor for ever', { profileIds: ['a'], expiresAt: null }],
  ])('%s', (_, wish) =>
    expect(() => assertNoWider(token, wish)).toThrow(expect.objectContaining({ code: 'NOT_ALLOWED' })),
  );
});
