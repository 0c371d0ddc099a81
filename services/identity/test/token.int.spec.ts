import { createHash } from 'node:crypto';
import { identity, revocations } from '@archestra/contracts';
import { Snapshots, type NatsClient, type SnapshotReader } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Kvm } from '@nats-io/kv';
import { v7 as uuid } from 'uuid';
import { issue, signIn, useIdentity } from './identity.ts';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

describe('API tokens over NATS', () => {
  const service = useIdentity();
  let client: NatsClient;
  let gateway: NatsClient;
  let revoked: SnapshotReader<typeof revocations>;
  beforeAll(async () => {
    client = await service.client();
    gateway = await service.gateway();
    revoked = new Snapshots(await service.connect('gateway'), () => undefined).reader(revocations);
    await revoked.ready;
  });

  it('issues a token whose secret is never stored', async () => {
    const { secret, token, userId, context } = await issue(client);
    expect(secret).toMatch(/^arch_[A-Za-z0-9_-]{43}$/);
    expect(secret.startsWith(token.prefix)).toBe(true);
    const { rows } = await service.sql('SELECT to_jsonb(token) AS row FROM token');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(token.prefix.length));
    await expect(client.call(identity.listTokens, { userId }, context)).resolves.toEqual({ items: [token] });
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(secret) })).resolves.toMatchObject({
      kind: 'user',
      id: userId,
      organizationId: context.organizationId,
      permissions: expect.arrayContaining(['profile:use', 'organization:create']),
      scopes: null,
      tokenId: token.id,
      tokenName: 'laptop',
      expiresAt: null,
    });
  });

  it('writes the time of last use later', async () => {
    const { secret, token } = await issue(client);
    await gateway.call(identity.verifyToken, { hash: hashOf(secret) });
    await eventually(async () => {
      const { rows } = await service.sql('SELECT last_used_at FROM token WHERE id = $1', [token.id]);
      expect(rows[0].last_used_at).toBeInstanceOf(Date);
    });
  });

  it('refuses an unknown token', async () => {
    await expect(gateway.call(identity.verifyToken, { hash: hashOf('arch_nothing') })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('refuses an expired token, and to issue one', async () => {
    const { secret, token, actor, context } = await issue(client, new Date(Date.now() + 60_000).toISOString());
    await service.sql(`UPDATE token SET expires_at = now() - interval '1 ms' WHERE id = $1`, [token.id]);
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(secret) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    const past = { actor, name: 'late', expiresAt: '2020-01-01T00:00:00Z' };
    await expect(client.call(identity.createToken, past, context)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each(['\u0000', 'a\nb', '\ud800', '   '])('refuses the name %j', async (name) => {
    const { actor, context } = await signIn(client);
    await expect(client.call(identity.createToken, { actor, name }, context)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('revokes a token on every replica within 500 ms, once', async () => {
    const { secret, token, userId, context } = await issue(client);
    const start = performance.now();
    await client.call(identity.revokeToken, { userId, tokenId: token.id }, context);
    await eventually(() => expect(revoked.get(hashOf(secret))).toMatchObject({ tokenId: token.id }), 2_000, 5);
    expect(performance.now() - start).toBeLessThan(500);
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(secret) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });

    await client.call(identity.revokeToken, { userId, tokenId: token.id }, context);
    await eventually(async () => {
      const facts = (await service.facts()).filter(({ type }) => type === 'identity.token.revoked');
      expect(facts).toMatchObject([
        {
          data: { tokenId: token.id, kind: 'user', ownerId: userId, name: 'laptop' },
          organization: context.organizationId,
        },
      ]);
    });
  });

  it('spreads what a crash between the commit and the snapshot left out', async () => {
    const { secret, token } = await issue(client);
    await service.sql('UPDATE token SET revoked_at = now() WHERE id = $1', [token.id]);
    await eventually(() => expect(revoked.get(hashOf(secret))).toMatchObject({ tokenId: token.id }));
  });

  it('spreads again what the broker has lost', async () => {
    const { secret, token, userId, context } = await issue(client);
    await client.call(identity.revokeToken, { userId, tokenId: token.id }, context);
    const bucket = await new Kvm(await service.connect('admin')).open(revocations.bucket);
    await bucket.purge(hashOf(secret));
    await eventually(() => expect(revoked.get(hashOf(secret))).toMatchObject({ tokenId: token.id }));
  });

  it('shows nothing to another organization', async () => {
    const { token, secret, userId, actor, context } = await issue(client);
    const foreign = { ...context, organizationId: uuid() };
    await expect(client.call(identity.listTokens, { userId }, foreign)).resolves.toEqual({ items: [] });
    await expect(client.call(identity.revokeToken, { userId, tokenId: token.id }, foreign)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(client.call(identity.createToken, { actor, name: 'x' }, foreign)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(
      client.call(identity.listTokens, { userId }, { ...context, organizationId: 'system' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(secret) })).resolves.toMatchObject({
      tokenId: token.id,
    });
  });
});
