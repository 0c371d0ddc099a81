import { describe, expect, it } from '@jest/globals';
import { difference, type Entry } from './reconcile.ts';

const entry = (id: string, organizationId = 'a', extra: object = {}): Entry => ({ id, organizationId, ...extra });
const bucket = (...entries: Entry[]) => new Map(entries.map((one) => [one.id, one]));

describe('the difference between database and snapshot', () => {
  it.each<
    [string, { desired: Entry[]; current: Map<string, Entry>; touched?: string[] }, { put: string[]; remove: string[] }]
  >([
    [
      'is nothing when they say the same',
      { desired: [entry('1')], current: bucket(entry('1')) },
      { put: [], remove: [] },
    ],
    ['puts what is missing', { desired: [entry('1')], current: bucket() }, { put: ['1'], remove: [] }],
    [
      'puts what changed',
      { desired: [entry('1', 'a', { name: 'x' })], current: bucket(entry('1')) },
      { put: ['1'], remove: [] },
    ],
    ['removes what is gone', { desired: [], current: bucket(entry('1')) }, { put: [], remove: ['1'] }],
    ['leaves other organizations alone', { desired: [], current: bucket(entry('1', 'b')) }, { put: [], remove: [] }],
    [
      'puts what was touched even if it looks the same',
      { desired: [entry('1')], current: bucket(entry('1')), touched: ['1'] },
      { put: ['1'], remove: [] },
    ],
    [
      'removes what was touched even if it looks gone',
      { desired: [], current: bucket(), touched: ['1'] },
      { put: [], remove: ['1'] },
    ],
  ])('%s', (_, { desired, current, touched = [] }, expected) => {
    const { put, remove } = difference({ organizationId: 'a', desired, current, touched: new Set(touched) });
    expect({ put: put.map(({ id }) => id), remove }).toEqual(expected);
  });
});
