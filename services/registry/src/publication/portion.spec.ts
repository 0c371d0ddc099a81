import { describe, expect, it } from '@jest/globals';
import { portions } from './portion.ts';

describe('portions of keys', () => {
  it.each([
    ['are none for none', { profiles: [], installations: [] }, 2, []],
    [
      'lose and repeat nothing',
      { profiles: ['a', 'b', 'c'], installations: ['x'] },
      2,
      [
        { profiles: ['a', 'b'], installations: ['x'] },
        { profiles: ['c'], installations: [] },
      ],
    ],
  ])('%s', (_, keys, size, expected) => expect(portions(keys, size)).toEqual(expected));
});
