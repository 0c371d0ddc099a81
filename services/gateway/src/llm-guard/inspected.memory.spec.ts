import { describe, expect, it } from '@jest/globals';
import { digestOf, InspectedMemory } from './inspected.memory.ts';

describe('the memory of inspected texts', () => {
  it('keeps sessions and organizations apart', () => {
    const memory = new InspectedMemory();
    memory.of('a', 'one').remember('digest', 'A summary.');
    memory.of('a', 'two').remember('digest', null);
    expect(
      [
        ['a', 'one'],
        ['a', 'two'],
        ['a', 'three'],
        ['b', 'one'],
      ].map(([organization, session]) => memory.of(organization!, session!).verdictOf('digest')),
    ).toEqual(['A summary.', null, undefined, undefined]);
  });

  it('forgets the oldest when there is no more room, never the newest', () => {
    const memory = new InspectedMemory().of('a', 'one');
    const verdict = 'x'.repeat(1_000_000);
    const digests = Array.from({ length: 100 }, (_, index) => digestOf(String(index)));
    for (const digest of digests) memory.remember(digest, verdict);
    expect([memory.verdictOf(digests[0]!), memory.verdictOf(digests.at(-1)!)]).toEqual([undefined, verdict]);
  });
});
