import { describe, expect, it } from '@jest/globals';
import type { ToolCallSummary } from '@archestra/contracts';
import { CallFilter, compact, matches } from './filter.ts';

const call = {
  outcome: 'denied',
  serverName: 'files',
  name: 'files__Read',
  userName: 'Ada',
  profileName: 'Default',
  clientName: null,
} as ToolCallSummary;

describe('matches', () => {
  it.each<[string, CallFilter, boolean]>([
    ['no filter', {}, true],
    ['its outcome', { outcome: 'denied' }, true],
    ['another outcome', { outcome: 'answered' }, false],
    ['its server', { server: 'files' }, true],
    ['a part of the name of its server', { server: 'file' }, false],
    ['words of the tool in any case', { search: 'READ' }, true],
    ['words of the person', { search: 'ada' }, true],
    ['words it does not have', { search: 'grace' }, false],
    ['one of two that does not fit', { outcome: 'denied', search: 'grace' }, false],
  ])('%s', (_, filter, expected) => {
    expect(matches(call, filter)).toBe(expected);
  });
});

describe('CallFilter', () => {
  it('takes an address somebody mistyped as no filter', () => {
    expect(compact(CallFilter.parse({ outcome: 'nonsense', search: 7, other: 1 }))).toEqual({});
  });
});
