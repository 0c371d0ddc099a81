import { createHash } from 'node:crypto';
import type { BetterAuthOptions, DBAdapter } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { describe, expect, it } from '@jest/globals';
import { hashingSessions } from './session-adapter.ts';

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
const options: BetterAuthOptions = {};

const build = () => {
  const tables: Record<string, Record<string, unknown>[]> = { session: [], user: [], account: [], verification: [] };
  const adapter: DBAdapter = hashingSessions((given) => memoryAdapter(tables)(given))(options);
  return { adapter, tables };
};

const token = 'a'.repeat(32);
const row = { token, userId: 'u', expiresAt: new Date(), createdAt: new Date(), updatedAt: new Date() };
const byToken = [{ field: 'token', value: token }];

describe('the session adapter', () => {
  it('stores the hash and gives the token back to whoever showed it', async () => {
    const { adapter, tables } = build();
    await expect(adapter.create({ model: 'session', data: row })).resolves.toMatchObject({ token });
    expect(tables['session']).toMatchObject([{ token: hash(token) }]);
    await expect(adapter.findOne({ model: 'session', where: byToken })).resolves.toMatchObject({ token, userId: 'u' });
    await expect(adapter.update({ model: 'session', where: byToken, update: { userId: 'v' } })).resolves.toMatchObject({
      token,
      userId: 'v',
    });
  });

  it('finds nothing by a stored hash', async () => {
    const { adapter } = build();
    await adapter.create({ model: 'session', data: row });
    await expect(
      adapter.findOne({ model: 'session', where: [{ field: 'token', value: hash(token) }] }),
    ).resolves.toBeNull();
  });

  it.each(['delete', 'deleteMany'] as const)('removes by token with %s', async (verb) => {
    const { adapter, tables } = build();
    await adapter.create({ model: 'session', data: row });
    await adapter[verb]({ model: 'session', where: byToken });
    expect(tables['session']).toEqual([]);
  });

  it('holds inside a transaction', async () => {
    const { adapter, tables } = build();
    await adapter.transaction((within) => within.create({ model: 'session', data: row }));
    expect(tables['session']).toMatchObject([{ token: hash(token) }]);
  });

  it('leaves other models alone', async () => {
    const { adapter, tables } = build();
    await adapter.create({
      model: 'verification',
      data: { identifier: 'i', value: 'plain', expiresAt: new Date(), createdAt: new Date(), updatedAt: new Date() },
    });
    expect(tables['verification']).toMatchObject([{ value: 'plain' }]);
  });
});
