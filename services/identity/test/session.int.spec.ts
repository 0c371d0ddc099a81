import { identity } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { PasswordHasher } from '../src/password/password-hasher.ts';
import { admin, signIn, useIdentity } from './identity.ts';

describe('sessions over NATS', () => {
  const service = useIdentity();
  let client: NatsClient;
  beforeAll(async () => {
    client = await service.client();
  });

  it('signs the first administrator in and knows the session again', async () => {
    const session = await signIn(client);
    expect(session.user).toMatchObject({ email: admin.email, role: 'admin', mustChangePassword: true });
    expect(Date.parse(session.expiresAt)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await expect(client.call(identity.verifySession, { token: session.token })).resolves.toEqual({
      user: session.user,
      principal: expect.objectContaining({ kind: 'user', id: session.user.id, scopes: null, teamIds: [] }),
    });
  });

  it('keeps only the hash of a session token', async () => {
    const { token } = await signIn(client);
    const { rows } = await service.sql('SELECT token FROM session');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.token).toMatch(/^[0-9a-f]{64}$/);
    await expect(client.call(identity.verifySession, { token: rows[0].token })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(rows.map((row) => row.token)).not.toContain(token);
  });

  it('refuses a wrong password and an unknown address with the same words and records both', async () => {
    const wrong = await client
      .call(identity.createSession, { ...admin, password: 'something else' })
      .catch((error: unknown) => error);
    const unknown = await client
      .call(identity.createSession, { ...admin, email: 'nobody@example.org' })
      .catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(unknown).toEqual(wrong);
    await eventually(async () => {
      const refused = (await service.facts()).filter(({ type }) => type === 'identity.session.refused');
      expect(refused.map(({ data }) => data)).toEqual([{ email: admin.email }, { email: 'nobody@example.org' }]);
      expect(refused[1]?.organization).toBe('system');
    });
  });

  it('spends the same work on an unknown address as on a wrong password: one hash at full cost', async () => {
    // Counted, not timed: a busy machine must not decide whether this holds. Both functions derive exactly one key.
    const hasher = service.part(PasswordHasher);
    const spies = [jest.spyOn(hasher, 'hash'), jest.spyOn(hasher, 'verify')];
    const work = async (email: string): Promise<number> => {
      for (const spy of spies) spy.mockClear();
      await client.call(identity.createSession, { email, password: 'something else' }).catch(() => undefined);
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    };
    expect([await work(admin.email), await work('nobody@example.org')]).toEqual([1, 1]);
    for (const spy of spies) spy.mockRestore();
  });

  it('ends a session', async () => {
    const { token } = await signIn(client);
    await client.call(identity.deleteSession, { token });
    await expect(client.call(identity.verifySession, { token })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(client.call(identity.deleteSession, { token })).resolves.toEqual({});
  });

  it('refuses an expired session', async () => {
    const { token } = await signIn(client);
    await service.sql(`UPDATE session SET expires_at = now() - interval '1 second'`);
    await expect(client.call(identity.verifySession, { token })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('answers any text that is no session with UNAUTHENTICATED', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
      fc.stringMatching(/^[A-Za-z0-9]{32}$/),
      fc.stringMatching(/^[A-Za-z0-9]{32}\.[A-Za-z0-9=%]{1,40}$/),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        await expect(client.call(identity.verifySession, { token })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
        await expect(client.call(identity.deleteSession, { token })).resolves.toEqual({});
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('changes the password, ends the other sessions and states the fact', async () => {
    const other = await signIn(client);
    const { token, userId, context } = await signIn(client);
    const next = 'a much better passphrase';
    const change = { userId, newPassword: next, keepSession: token };
    await expect(
      client.call(identity.changePassword, { ...change, currentPassword: 'wrong' }, context),
    ).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    const foreign = { ...context, organizationId: uuid() };
    await expect(
      client.call(identity.changePassword, { ...change, currentPassword: admin.password }, foreign),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });

    await client.call(identity.changePassword, { ...change, currentPassword: admin.password }, context);
    await expect(client.call(identity.verifySession, { token })).resolves.toMatchObject({
      user: { mustChangePassword: false },
    });
    await expect(client.call(identity.verifySession, { token: other.token })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(client.call(identity.createSession, admin)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(client.call(identity.createSession, { ...admin, password: next })).resolves.toBeDefined();
    await eventually(async () => {
      expect((await service.facts()).filter(({ type }) => type === 'identity.password.changed')).toMatchObject([
        { data: { userId }, principal: `user:${userId}` },
      ]);
    });
  });
});

describe('the first start', () => {
  const service = useIdentity();

  it('happens once, whatever later starts find in their environment', async () => {
    await service.restart();
    const { rows } = await service.sql(
      'SELECT (SELECT count(*)::int FROM organization) AS organizations, (SELECT count(*)::int FROM "user") AS users',
    );
    expect(rows).toEqual([{ organizations: 1, users: 1 }]);
  });

  it('lists users of the own organization only, page by page', async () => {
    const client = await service.client();
    const { context } = await signIn(client);
    for (let i = 0; i < 4; i += 1) {
      await service.sql('INSERT INTO "user" (id, organization_id, email, name, role) VALUES ($1, $2, $3, $4, $5)', [
        uuid(),
        context.organizationId,
        `u${i}@example.org`,
        `User ${i}`,
        'member',
      ]);
    }
    const first = await client.call(identity.listUsers, { limit: 3 }, context);
    const rest = await client.call(identity.listUsers, { limit: 3, cursor: first.nextCursor ?? '' }, context);
    expect([...first.items, ...rest.items].map(({ email }) => email)).toEqual([
      admin.email,
      'u0@example.org',
      'u1@example.org',
      'u2@example.org',
      'u3@example.org',
    ]);
    expect(rest.nextCursor).toBeNull();
    await expect(client.call(identity.listUsers, {}, { ...context, organizationId: uuid() })).resolves.toEqual({
      items: [],
      nextCursor: null,
    });
    await expect(client.call(identity.listUsers, {}, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(client.call(identity.listUsers, { cursor: 'x' }, context)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
