import { describe, expect, it } from '@jest/globals';
import { deployedInWords, type Deployed } from './deployed-in-words.ts';

const good: Deployed = { granted: 3, profiles: 1, full: 0, reviewed: 3, withheld: [] };

describe('what came of an approval', () => {
  it.each<[string, Partial<Deployed>, string]>([
    ['says what can be called', {}, 'It runs. 3 tools can be called through 1 profile.'],
    ['promises nothing that nobody asked for', { profiles: 0 }, 'It runs.'],
    [
      'names what is not as it was reviewed',
      { granted: 1, profiles: 2, withheld: ['read'] },
      'It runs. 1 tool can be called through 2 profiles. Not granted, because they are not as they were reviewed: read.',
    ],
    [
      'says what to do when nothing was seen',
      { granted: 0, reviewed: 0 },
      'It runs. Its tools were not seen before the approval: grant them in a profile.',
    ],
    [
      'says which profiles had no room',
      { profiles: 0, full: 1 },
      'It runs. 1 profile had no room for them (768 KiB of definitions).',
    ],
  ])('%s', (_, change, expected) => expect(deployedInWords({ ...good, ...change })).toBe(expected));
});
