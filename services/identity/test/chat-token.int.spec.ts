import { createHash } from 'node:crypto';
import { identity } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { signIn, useIdentity } from './identity.ts';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

describe('tokens the platform holds while it answers a chat', () => {
  const service = useIdentity();
  let client: NatsClient;
  let gateway: NatsClient;
  beforeAll(async () => {
    client = await service.client();
    gateway = await service.gateway();
  });

  it('act as the person for minutes, in one profile, for models, tools and memories only', async () => {
    const { userId, context } = await signIn(client);
    const profileId = uuid();
    const { secret, tokenId, expiresAt } = await client.call(identity.createChatToken, { userId, profileId }, context);
    const lasts = Date.parse(expiresAt) - Date.now();
    expect(lasts).toBeGreaterThan(60_000);
    expect(lasts).toBeLessThanOrEqual(600_000);
    const principal = await gateway.call(identity.verifyToken, { hash: hashOf(secret) });
    expect(principal).toMatchObject({ kind: 'user', id: userId, tokenId, profileIds: [profileId], issuedFor: 'chat' });
    expect([...principal.permissions].sort()).toEqual(['memory:read', 'memory:write', 'model:use', 'profile:use']);
    const without = await client.call(identity.createChatToken, { userId, profileId: null }, context);
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(without.secret) })).resolves.toMatchObject({
      profileIds: [],
    });
  });

  it('are in no list, and those a person asks for are none of them', async () => {
    const { userId, context, actor } = await signIn(client);
    const { tokenId } = await client.call(identity.createChatToken, { userId, profileId: null }, context);
    const { items } = await client.call(identity.listTokens, { userId }, context);
    expect(items.map(({ id }) => id)).not.toContain(tokenId);
    const asked = await client.call(identity.createToken, { actor, name: 'chat' }, context);
    const principal = await gateway.call(identity.verifyToken, { hash: hashOf(asked.secret) });
    expect(principal).not.toHaveProperty('issuedFor');
  });

  it('are given to nobody who may not chat, is deactivated, or is of another organization', async () => {
    const { userId, context, actor } = await signIn(client);
    const { secret } = await client.call(
      identity.createInvitation,
      { actor, email: 'reads@example.org', role: 'auditor', teamIds: [] },
      context,
    );
    const { user } = await client.call(identity.acceptInvitation, {
      secret,
      name: 'R',
      password: 'correct horse battery',
    });
    const ask = (input: { userId: string; profileId: null }, from = context) =>
      client.call(identity.createChatToken, input, from);
    await expect(ask({ userId: user.id, profileId: null })).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      details: { permission: 'chat:write' },
    });
    await client.call(identity.setUserRole, { actor, id: user.id, role: 'member' }, context);
    const given = await ask({ userId: user.id, profileId: null });
    await client.call(identity.setUserActive, { actor, id: user.id, isActive: false }, context);
    await expect(ask({ userId: user.id, profileId: null })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(given.secret) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(ask({ userId, profileId: null }, { ...context, organizationId: uuid() })).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });

  it('go when they have been of no use for an hour', async () => {
    const { userId, context } = await signIn(client);
    const { tokenId } = await client.call(identity.createChatToken, { userId, profileId: null }, context);
    await service.sql(`UPDATE token SET expires_at = now() - interval '61 minutes' WHERE id = $1`, [tokenId]);
    await client.call(identity.createChatToken, { userId, profileId: null }, context);
    const { rows } = await service.sql('SELECT 1 FROM token WHERE id = $1', [tokenId]);
    expect(rows).toEqual([]);
  });
});
