import { describe, expect, it } from '@jest/globals';
import type { Broadcast } from './live-event.ts';
import { Recent } from './recent.ts';

const broadcast = (id: string): Broadcast => ({
  id,
  organizationId: 'o',
  audience: () => true,
  event: { kind: 'gap', message: '' },
});

describe('Recent', () => {
  it('gives what came after an id, and knows what it has forgotten', () => {
    const recent = new Recent(3);
    for (const id of ['a', 'b', 'c', 'd']) recent.add(broadcast(id));
    expect(recent.after('b')?.map(({ id }) => id)).toEqual(['c', 'd']);
    expect(recent.after('d')).toEqual([]);
    expect(recent.after('a')).toBeUndefined();
  });

  it('knows nothing of what came before it was cleared', () => {
    const recent = new Recent(3);
    recent.add(broadcast('a'));
    recent.clear();
    recent.add(broadcast('b'));
    expect(recent.after('a')).toBeUndefined();
  });
});
