import type { ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { contractPreview } from './contract-preview.ts';

const base: ToolContract = { effect: 'egress', output: { integrity: 'trusted', audience: 'public' } };
const stays = 'Reading its result leaves the session as trusted as it was.';

describe('a contract in plain words', () => {
  it.each<[string, Partial<ToolContract>, string[]]>([
    ['refuses what is grave', {}, ['When the session has read untrusted content, it is refused.', stays]],
    [
      'says whose word counts',
      { recipients: ['$.to[*]'], targets: ['$.id'] },
      [
        'When the session has read untrusted content, it is refused unless every to and id were named by the person or by a trusted result.',
        stays,
      ],
    ],
    [
      'asks instead of refusing',
      { recipients: ['$.to'], approval: 'when-blocked' },
      [
        'When the session has read untrusted content, a person is asked unless to was named by the person or by a trusted result.',
        stays,
      ],
    ],
    [
      'lets what is harmless pass, and says that its result is not',
      { effect: 'none', output: { integrity: 'untrusted', audience: [] } },
      [
        'It may be called in every session: it changes nothing and sends nothing.',
        'Reading its result makes the session untrusted. What it returns may be sent to nobody outside the session.',
      ],
    ],
    [
      'asks every time',
      { effect: 'write', approval: 'always', output: { integrity: 'trusted', audience: ['a@b.c', ' ', 'b.c'] } },
      [
        'A person has to agree to every single call.',
        'It may be called in every session: what it changes can be put right again.',
        `${stays} What it returns may be sent to nobody but a@b.c and b.c.`,
      ],
    ],
  ])('%s', (_, part, expected) => {
    expect(contractPreview({ ...base, ...part })).toEqual(expected);
  });
});
