import { describe, expect, it } from '@jest/globals';
import type { IdentityConfig } from '../identity.config.ts';
import { TokenUse } from './token-use.ts';
import type { TokenStore } from './token.store.ts';

const build = (failures = 0) => {
  const writes: string[][] = [];
  let left = failures;
  const store = {
    recordUse: async (uses: Map<string, Date>) => {
      if (left-- > 0) throw new Error('away');
      writes.push([...uses.keys()]);
    },
  } as unknown as TokenStore;
  return { use: new TokenUse({ TOKEN_USE_MS: 60_000 } as IdentityConfig, store), writes };
};

describe('times of last use', () => {
  it('are written together, once for each token', async () => {
    const { use, writes } = build();
    for (const id of ['a', 'b', 'a']) use.seen(id);
    await use.write();
    await use.write();
    expect(writes).toEqual([['a', 'b']]);
  });

  it('wait for the next interval when the database is away', async () => {
    const { use, writes } = build(1);
    use.seen('a');
    await use.write();
    use.seen('b');
    await use.write();
    expect(writes).toEqual([['a', 'b']]);
  });

  it('are written when the process ends', async () => {
    const { use, writes } = build();
    use.seen('a');
    await use.onApplicationShutdown();
    expect(writes).toEqual([['a']]);
  });
});
