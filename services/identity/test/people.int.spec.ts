import { builtInRoles, identity, principals, revocations } from '@archestra/contracts';
import { Snapshots, type NatsClient, type ReceivedEvent, type SnapshotReader } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { PasswordHasher } from '../src/password/password-hasher.ts';
import { hashOf } from '../src/secret/secret.ts';
import { actorOf, admin, useIdentity } from './identity.ts';
import { found, join, password, someone, type Someone } from './world.ts';

const NOT_ALLOWED = { code: 'NOT_ALLOWED' };
const NOT_FOUND = { code: 'NOT_FOUND' };
const CONFLICT = { code: 'CONFLICT' };

describe('people and what they may do', () => {
  const service = useIdentity();
  let client: NatsClient;
  let gateway: NatsClient;
  let rights: SnapshotReader<typeof principals>;
  let revoked: SnapshotReader<typeof revocations>;
  let boss: Someone;
  let count = 0;
  const address = (): string => `person${(count += 1)}@example.org`;
  const member = (by = boss, more: { role?: string; teamIds?: string[] } = {}): Promise<Someone> =>
    join(client, by, { email: address(), role: 'member', ...more });
  const team = async (by = boss, name = `team-${(count += 1)}`) =>
    client.call(identity.createTeam, { actor: by.actor, name }, by.context);
  const facts = async (type: string): Promise<ReceivedEvent[]> =>
    (await service.facts()).filter((fact) => fact.type === type);

  beforeAll(async () => {
    client = await service.client();
    gateway = await service.gateway();
    const snapshots = new Snapshots(await service.connect('gateway'), () => undefined);
    rights = snapshots.reader(principals);
    revoked = snapshots.reader(revocations);
    await Promise.all([rights.ready, revoked.ready]);
    // One hash at full cost takes half a second; what it costs is measured elsewhere.
    jest.spyOn(service.part(PasswordHasher), 'hash').mockResolvedValue('scrypt$4$8$1$AA$AA');
    boss = someone((await client.call(identity.createSession, admin)).user);
  });

  /** How long it takes until everybody knows. */
  const spreads = async (userId: string, expected: object): Promise<number> => {
    const start = performance.now();
    await eventually(() => expect(rights.get(userId)).toMatchObject(expected), 2_000, 2);
    return performance.now() - start;
  };

  it('come by an invitation whose secret is stored nowhere', async () => {
    const given = await client.call(
      identity.createInvitation,
      { actor: boss.actor, email: 'Grace@Example.org', role: 'editor' },
      boss.context,
    );
    const { rows } = await service.sql('SELECT to_jsonb(invitation) AS row FROM invitation');
    expect(JSON.stringify(rows)).not.toContain(given.secret.slice(12));
    await expect(client.call(identity.listInvitations, {}, boss.context)).resolves.toMatchObject({
      items: [{ email: 'grace@example.org', roleName: 'Editor', invitedBy: boss.user.id }],
    });
    await expect(client.call(identity.readInvitation, { secret: given.secret })).resolves.toMatchObject({
      email: 'grace@example.org',
      roleName: 'Editor',
    });
    const { user } = await client.call(identity.acceptInvitation, { secret: given.secret, name: 'Grace', password });
    expect(user).toMatchObject({ email: 'grace@example.org', name: 'Grace', role: 'editor', isActive: true });
    await spreads(user.id, { isActive: true, organizationId: boss.user.organizationId });
    await expect(client.call(identity.listInvitations, {}, boss.context)).resolves.toMatchObject({ items: [] });
    await eventually(async () => {
      expect(await facts('identity.user.created')).toMatchObject([
        { data: { id: user.id, before: null, after: { role: 'editor' } } },
      ]);
      expect(await facts('identity.invitation.accepted')).toHaveLength(1);
    });
  });

  it('accept an invitation once, however many try at the same moment', async () => {
    const email = address();
    const { secret } = await client.call(
      identity.createInvitation,
      { actor: boss.actor, email, role: 'member' },
      boss.context,
    );
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        client.call(identity.acceptInvitation, { secret, name: `Try ${index}`, password }),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject(NOT_FOUND);
    const { rows } = await service.sql('SELECT id FROM "user" WHERE email = $1', [email]);
    expect(rows).toHaveLength(1);
  });

  it('cannot use an invitation that expired, was withdrawn, or never was', async () => {
    const invite = () =>
      client.call(identity.createInvitation, { actor: boss.actor, email: address(), role: 'member' }, boss.context);
    const [expired, withdrawn] = [await invite(), await invite()];
    await service.sql(`UPDATE invitation SET expires_at = now() - interval '1 ms' WHERE id = $1`, [
      expired.invitation.id,
    ]);
    await client.call(identity.deleteInvitation, { id: withdrawn.invitation.id }, boss.context);
    for (const secret of [expired.secret, withdrawn.secret, 'invite_nothing-like-that-was-issued']) {
      await expect(client.call(identity.readInvitation, { secret })).rejects.toMatchObject(NOT_FOUND);
      await expect(client.call(identity.acceptInvitation, { secret, name: 'X', password })).rejects.toMatchObject(
        NOT_FOUND,
      );
    }
    await expect(
      client.call(identity.deleteInvitation, { id: withdrawn.invitation.id }, boss.context),
    ).rejects.toMatchObject(NOT_FOUND);
  });

  it('join none of the teams that whoever invited them leads no more', async () => {
    const crew = await team(boss, 'crew');
    const role = await client.call(
      identity.createRole,
      { actor: boss.actor, name: 'inviter', permissions: ['invitation:write', ...builtInRoles.member] },
      boss.context,
    );
    const lead = await member(boss, { role: role.ref });
    const isLead = (value: boolean) =>
      client.call(
        identity.setTeamMember,
        { actor: boss.actor, id: crew.id, userId: lead.user.id, isLead: value },
        boss.context,
      );
    await isLead(true);
    const invite = () =>
      client.call(
        identity.createInvitation,
        { actor: lead.actor, email: address(), role: 'member', teamIds: [crew.id] },
        lead.context,
      );
    const [first, second] = [await invite(), await invite()];
    const accept = ({ secret }: { secret: string }) =>
      client.call(identity.acceptInvitation, { secret, name: 'New', password }).then(({ user }) => user.teamIds);
    await expect(accept(first)).resolves.toEqual([crew.id]);
    await isLead(false);
    await expect(accept(second)).resolves.toEqual([]);
  });

  it('are invited to no more than whoever invites them still has', async () => {
    const other = await member(boss, { role: 'admin' });
    const { secret } = await client.call(
      identity.createInvitation,
      { actor: other.actor, email: address(), role: 'admin' },
      other.context,
    );
    await client.call(identity.setUserRole, { actor: boss.actor, id: other.user.id, role: 'member' }, boss.context);
    await expect(client.call(identity.acceptInvitation, { secret, name: 'X', password })).rejects.toMatchObject(
      NOT_FOUND,
    );
  });

  it('are told at once, everywhere, when their role changes', async () => {
    const one = await member();
    await client.call(identity.setUserRole, { actor: boss.actor, id: one.user.id, role: 'editor' }, boss.context);
    expect(await spreads(one.user.id, { permissions: expect.arrayContaining(['catalog:manage']) })).toBeLessThan(500);
    await eventually(async () =>
      expect((await facts('identity.user.changed')).at(-1)).toMatchObject({
        data: { id: one.user.id, before: { role: 'member' }, after: { role: 'editor' } },
        principal: `user:${boss.user.id}`,
      }),
    );
  });

  it('have custom roles, whose change reaches everybody who has them', async () => {
    const role = await client.call(
      identity.createRole,
      { actor: boss.actor, name: 'Librarian', permissions: ['catalog:read', 'catalog:write'] },
      boss.context,
    );
    const holders = [await member(boss, { role: role.ref }), await member(boss, { role: role.ref })];
    const change = { name: 'Librarian', permissions: ['catalog:read' as const] };
    await client.call(identity.updateRole, { actor: boss.actor, id: role.ref, ...change }, boss.context);
    for (const { user } of holders) expect(await spreads(user.id, { permissions: ['catalog:read'] })).toBeLessThan(500);
    const { items } = await client.call(identity.listRoles, {}, boss.context);
    expect(items.find(({ ref }) => ref === role.ref)).toMatchObject({ userCount: 2, isBuiltIn: false });
    await expect(
      client.call(identity.deleteRole, { actor: boss.actor, id: role.ref }, boss.context),
    ).rejects.toMatchObject(CONFLICT);
    for (const name of ['LIBRARIAN', 'Admin', 'administrator'])
      await expect(
        client.call(identity.createRole, { actor: boss.actor, name, permissions: [] }, boss.context),
      ).rejects.toMatchObject(CONFLICT);
    await eventually(async () =>
      expect((await facts('identity.role.changed')).at(-1)).toMatchObject({
        data: { before: { permissions: ['catalog:read', 'catalog:write'] }, after: { permissions: ['catalog:read'] } },
      }),
    );
  });

  it('grant nothing they do not have, and change nobody above them', async () => {
    const permissions = [
      'user:write',
      'role:write',
      'invitation:write',
      'token:write',
      'shared-token:write',
      'catalog:read',
    ] as const;
    const { ref } = await client.call(
      identity.createRole,
      { actor: boss.actor, name: 'Deputy', permissions: [...permissions] },
      boss.context,
    );
    const small = await client.call(
      identity.createRole,
      { actor: boss.actor, name: 'Reader', permissions: ['catalog:read'] },
      boss.context,
    );
    const big = await client.call(
      identity.createRole,
      { actor: boss.actor, name: 'Owner', permissions: ['catalog:read', 'catalog:manage'] },
      boss.context,
    );
    const deputy = await member(boss, { role: ref });
    const [below, above, { id: teamId }] = [await member(boss, { role: small.ref }), await member(), await team()];
    const { actor, context } = deputy;
    const refusals: [string, () => Promise<unknown>][] = [
      ['the own role', () => client.call(identity.setUserRole, { actor, id: deputy.user.id, role: 'admin' }, context)],
      ['a role above', () => client.call(identity.setUserRole, { actor, id: below.user.id, role: 'admin' }, context)],
      [
        'a custom role above',
        () => client.call(identity.setUserRole, { actor, id: below.user.id, role: big.ref }, context),
      ],
      [
        'somebody above',
        () => client.call(identity.setUserRole, { actor, id: above.user.id, role: small.ref }, context),
      ],
      [
        'an administrator',
        () => client.call(identity.setUserActive, { actor, id: boss.user.id, isActive: false }, context),
      ],
      ['oneself', () => client.call(identity.setUserActive, { actor, id: deputy.user.id, isActive: false }, context)],
      [
        'an invitation above',
        () => client.call(identity.createInvitation, { actor, email: address(), role: 'member' }, context),
      ],
      [
        'an invitation into a team of others',
        () =>
          client.call(
            identity.createInvitation,
            { actor, email: address(), role: small.ref, teamIds: [teamId] },
            context,
          ),
      ],
      [
        'a new role above',
        () => client.call(identity.createRole, { actor, name: 'X', permissions: ['catalog:manage'] }, context),
      ],
      [
        'more for a role',
        () =>
          client.call(
            identity.updateRole,
            { actor, id: small.ref, name: 'Reader', permissions: ['catalog:manage'] },
            context,
          ),
      ],
      [
        'less for a role above',
        () => client.call(identity.updateRole, { actor, id: big.ref, name: 'Owner', permissions: [] }, context),
      ],
      [
        'the role they have',
        () => client.call(identity.updateRole, { actor, id: ref, name: 'Deputy', permissions: [] }, context),
      ],
      ['the end of a role above', () => client.call(identity.deleteRole, { actor, id: big.ref }, context)],
      [
        'scopes above',
        () => client.call(identity.createToken, { actor, name: 't', scopes: ['catalog:manage'] }, context),
      ],
      [
        'scopes above, shared',
        () =>
          client.call(
            identity.createSharedToken,
            { actor, name: 't', teamId: null, scopes: ['catalog:manage'] },
            context,
          ),
      ],
      [
        'what a team of others may',
        () => client.call(identity.createSharedToken, { actor, name: 't', teamId, scopes: ['catalog:read'] }, context),
      ],
      [
        'an organization',
        () => client.call(identity.createOrganization, { actor, name: 'X', adminEmail: address() }, context),
      ],
      [
        'everything, with a part of it',
        () =>
          client.call(identity.createToken, { actor: { ...actor, permissions: ['token:write'] }, name: 't' }, context),
      ],
    ];
    for (const [what, attempt] of refusals)
      expect([what, await attempt().catch((error: { code: string }) => error.code)]).toEqual([what, 'NOT_ALLOWED']);

    const changed = await client.call(identity.setUserRole, { actor, id: below.user.id, role: small.ref }, context);
    expect(changed.role).toBe(small.ref);
    await expect(
      client.call(identity.createToken, { actor, name: 't', scopes: ['catalog:read'] }, context),
    ).resolves.toMatchObject({ token: { scopes: ['catalog:read'], kind: 'user' } });
  });

  it('always have an administrator left, even when two dismiss each other at the same moment', async () => {
    const other = await found(client, boss, 'Two Heads', address());
    const second = await member(other, { role: 'admin' });
    const dismiss = (by: Someone, whom: Someone) =>
      client.call(identity.setUserRole, { actor: by.actor, id: whom.user.id, role: 'member' }, by.context);
    const both = await Promise.allSettled([dismiss(other, second), dismiss(second, other)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { items } = await client.call(identity.listUsers, {}, other.context);
    expect(items.filter(({ role }) => role === 'admin')).toHaveLength(1);
  });

  it('cannot be dismissed as the last administrator', async () => {
    const other = await found(client, boss, 'One Head', address());
    const second = await member(other, { role: 'admin' });
    await client.call(
      identity.setUserActive,
      { actor: other.actor, id: second.user.id, isActive: false },
      other.context,
    );
    // Somebody else with every right of an administrator, by another role.
    const { items } = await client.call(identity.listRoles, {}, other.context);
    const all = items.find(({ ref }) => ref === 'admin')?.permissions ?? [];
    const role = await client.call(
      identity.createRole,
      { actor: other.actor, name: 'Everything', permissions: all },
      other.context,
    );
    const equal = await member(other, { role: role.ref });
    for (const attempt of [
      () =>
        client.call(identity.setUserActive, { actor: equal.actor, id: other.user.id, isActive: false }, equal.context),
      () => client.call(identity.setUserRole, { actor: equal.actor, id: other.user.id, role: 'member' }, equal.context),
    ])
      await expect(attempt()).rejects.toMatchObject(CONFLICT);
  });

  it('lose sessions and tokens for good when they are deactivated', async () => {
    const one = await member();
    const { secret } = await client.call(identity.createToken, { actor: one.actor, name: 't' }, one.context);
    await client.call(identity.setUserActive, { actor: boss.actor, id: one.user.id, isActive: false }, boss.context);
    expect(await spreads(one.user.id, { isActive: false, permissions: [], teamIds: [] })).toBeLessThan(500);
    await eventually(() => expect(revoked.get(hashOf(secret))).toBeDefined());
    const verify = () => gateway.call(identity.verifyToken, { hash: hashOf(secret) });
    await expect(verify()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(client.call(identity.createToken, { actor: one.actor, name: 't' }, one.context)).rejects.toMatchObject(
      NOT_ALLOWED,
    );
    await client.call(identity.setUserActive, { actor: boss.actor, id: one.user.id, isActive: true }, boss.context);
    await spreads(one.user.id, { isActive: true });
    await expect(verify()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('lead teams, and decide who is in their own and in no other', async () => {
    const [ours, others, lead, one] = [await team(), await team(), await member(), await member()];
    const set = (by: Someone, id: string, whom: Someone, isLead = false) =>
      client.call(identity.setTeamMember, { actor: by.actor, id, userId: whom.user.id, isLead }, by.context);
    await set(boss, ours.id, lead, true);
    await set(lead, ours.id, one);
    expect(await spreads(one.user.id, { teamIds: [ours.id] })).toBeLessThan(500);
    await expect(set(lead, others.id, one)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(set(one, ours.id, one, true)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(
      client.call(identity.updateTeam, { actor: lead.actor, id: ours.id, name: 'mine' }, lead.context),
    ).rejects.toMatchObject(NOT_ALLOWED);
    await client.call(identity.deleteTeamMember, { actor: lead.actor, id: ours.id, userId: one.user.id }, lead.context);
    expect(await spreads(one.user.id, { teamIds: [] })).toBeLessThan(500);
    await eventually(async () =>
      expect(
        (await facts('identity.team-member.changed'))
          .map(({ data }) => data)
          .filter((data) => Object(data).teamId === ours.id),
      ).toMatchObject([
        { before: null, after: { isLead: true } },
        { before: null, after: { isLead: false } },
        { before: { isLead: false }, after: null },
      ]),
    );
  });

  it('find nothing of a deleted team in a new one of its name', async () => {
    const [first, one] = [await team(boss, 'phoenix'), await member()];
    await client.call(
      identity.setTeamMember,
      { actor: boss.actor, id: first.id, userId: one.user.id, isLead: true },
      boss.context,
    );
    const { secret, token } = await client.call(
      identity.createSharedToken,
      { actor: boss.actor, name: 'robot', teamId: first.id, scopes: ['profile:use'] },
      boss.context,
    );
    const hash = hashOf(secret);
    await expect(gateway.call(identity.verifyToken, { hash })).resolves.toMatchObject({
      kind: 'team',
      id: first.id,
      name: 'phoenix',
      permissions: ['profile:use'],
      teamIds: [first.id],
    });
    const waiting = await client.call(
      identity.createInvitation,
      { actor: boss.actor, email: address(), role: 'member', teamIds: [first.id] },
      boss.context,
    );
    await client.call(identity.deleteTeam, { actor: boss.actor, id: first.id }, boss.context);
    await eventually(() => expect(revoked.get(hash)).toMatchObject({ tokenId: token.id }), 500, 5);
    await spreads(one.user.id, { teamIds: [] });

    const second = await team(boss, 'phoenix');
    expect([second.id === first.id, second.members]).toEqual([false, []]);
    await expect(gateway.call(identity.verifyToken, { hash })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(client.call(identity.listSharedTokens, { teamId: second.id }, boss.context)).resolves.toMatchObject({
      items: [],
    });
    const { user } = await client.call(identity.acceptInvitation, { secret: waiting.secret, name: 'Late', password });
    expect(user.teamIds).toEqual([]);
  });

  it('let services act with their scopes and nothing else', async () => {
    const { secret, token } = await client.call(
      identity.createSharedToken,
      { actor: boss.actor, name: 'pipeline', teamId: null, scopes: ['profile:use'], profileIds: [uuid()] },
      boss.context,
    );
    const principal = await gateway.call(identity.verifyToken, { hash: hashOf(secret) });
    expect(principal).toMatchObject({ kind: 'service', id: token.id, permissions: ['profile:use'], teamIds: [] });
    await expect(client.call(identity.listTokens, { userId: boss.user.id }, boss.context)).resolves.toMatchObject({
      items: expect.not.arrayContaining([expect.objectContaining({ id: token.id })]),
    });
    await expect(
      client.call(identity.revokeToken, { userId: boss.user.id, tokenId: token.id }, boss.context),
    ).rejects.toMatchObject(NOT_FOUND);
    await client.call(identity.revokeSharedToken, { tokenId: token.id }, boss.context);
    await expect(gateway.call(identity.verifyToken, { hash: hashOf(secret) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('are nobody in another organization', async () => {
    const other = await found(client, boss, 'Elsewhere', address());
    const [ours, theirs] = [await team(), await team(other)];
    const { actor, context } = other;
    const foreign = await member();
    for (const attempt of [
      () => client.call(identity.getTeam, { id: ours.id }, context),
      () => client.call(identity.deleteTeam, { actor, id: ours.id }, context),
      () => client.call(identity.getUser, { id: foreign.user.id }, context),
      () => client.call(identity.setUserRole, { actor, id: foreign.user.id, role: 'admin' }, context),
      () =>
        client.call(identity.setTeamMember, { actor, id: theirs.id, userId: foreign.user.id, isLead: true }, context),
    ])
      await expect(attempt()).rejects.toMatchObject(NOT_FOUND);
    // An actor of one organization is nobody in the other one, whatever rights are claimed.
    await expect(
      client.call(identity.createTeam, { actor: actorOf(other.user.id), name: 'intruders' }, boss.context),
    ).rejects.toMatchObject(NOT_ALLOWED);
    await expect(
      client.call(identity.createOrganization, { actor, name: 'Third', adminEmail: address() }, context),
    ).rejects.toMatchObject(NOT_ALLOWED);
    expect(rights.get(other.user.id)?.permissions).not.toContain('organization:create');
    await expect(client.call(identity.getOrganization, {}, context)).resolves.toMatchObject({
      name: 'Elsewhere',
      isOperator: false,
    });
  });

  it('have their rights spread again when the broker loses them', async () => {
    const one = await member();
    await spreads(one.user.id, { isActive: true });
    await service.sql('UPDATE "user" SET role = $2 WHERE id = $1', [one.user.id, 'auditor']);
    await spreads(one.user.id, { permissions: expect.arrayContaining(['organization:audit']) });
  });
});
