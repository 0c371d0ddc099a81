import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identity, type ProfileAccess } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { useTwoGateways } from './rights.harness.ts';

const LIMIT_MS = 500;
const ROUNDS = 5;
const nobody: ProfileAccess = { everyone: false, teamIds: [], userIds: [] };

describe('a right that ends, on two gateways', () => {
  const world = useTwoGateways();
  const { state, context, actor } = world;
  const measured = new Map<string, number[]>();
  let count = 0;

  afterAll(() => {
    for (const [what, times] of measured) {
      const sorted = times.map(Math.round).sort((a, b) => a - b);
      process.stdout.write(
        `${what}: refused by both gateways after ${sorted[sorted.length >> 1]} ms (median), ${sorted.at(-1)} ms (longest of ${sorted.length})\n`,
      );
    }
  });

  interface Scene {
    profileId: string;
    teamId: string;
    userId: string;
    token: string;
    tokenId: string;
  }

  const scene = async (): Promise<Scene> => {
    count += 1;
    const { id: teamId } = await state.client.call(
      identity.createTeam,
      { actor: actor(), name: `team-${count}` },
      context(),
    );
    const profileId = uuid();
    await world.tell(profileId, { ...nobody, teamIds: [teamId] });
    const { user, issued } = await world.member(`person${count}@example.org`, [teamId]);
    await world.served(profileId, issued.secret);
    return { profileId, teamId, userId: user.id, token: issued.secret, tokenId: issued.token.id };
  };

  const endings: [string, number, (scene: Scene) => Promise<unknown>][] = [
    [
      'a role without profile:use',
      404,
      async ({ userId }) => {
        await state.client.call(identity.setUserRole, { actor: actor(), id: userId, role: weakRole }, context());
      },
    ],
    [
      'out of the team',
      404,
      ({ teamId, userId }) =>
        state.client.call(identity.deleteTeamMember, { actor: actor(), id: teamId, userId }, context()),
    ],
    [
      'the team deleted',
      404,
      ({ teamId }) => state.client.call(identity.deleteTeam, { actor: actor(), id: teamId }, context()),
    ],
    [
      'the token revoked',
      401,
      ({ userId, tokenId }) => state.client.call(identity.revokeToken, { userId, tokenId }, context()),
    ],
    [
      'the person deactivated',
      401,
      ({ userId }) =>
        state.client.call(identity.setUserActive, { actor: actor(), id: userId, isActive: false }, context()),
    ],
    ['the profile shared with others', 404, ({ profileId }) => world.tell(profileId, nobody)],
  ];

  let weakRole = '';
  beforeAll(async () => {
    const role = { actor: actor(), name: 'Weak', permissions: ['profile:read' as const] };
    weakRole = (await state.client.call(identity.createRole, role, context())).ref;
  });

  it.each(endings)(
    '%s: both refuse, and end open streams, within 500 ms',
    async (what, status, end) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const one = await scene();
        const streams = await world.streamsEnd(one.profileId, one.token);
        const streamsEnded = streams();
        const refusals = await world.endsAfter(one.profileId, one.token, () => end(one));
        const times = refusals.map(({ tookMs }) => tookMs);
        measured.set(what, [...(measured.get(what) ?? []), Math.max(...times)]);
        expect(refusals.map((refusal) => refusal.status)).toEqual([status, status]);
        expect(Math.max(...times)).toBeLessThan(LIMIT_MS);
        expect(Math.max(...(await streamsEnded))).toBeLessThan(LIMIT_MS);
      }
    },
    60_000,
  );

  it('a custom role that loses profile:use stops everybody who has it', async () => {
    const permissions = ['profile:use' as const, 'token:write' as const];
    const role = await state.client.call(
      identity.createRole,
      { actor: actor(), name: 'Strong', permissions },
      context(),
    );
    const one = await scene();
    await state.client.call(identity.setUserRole, { actor: actor(), id: one.userId, role: role.ref }, context());
    await world.served(one.profileId, one.token);
    const refusals = await world.endsAfter(one.profileId, one.token, () =>
      state.client.call(
        identity.updateRole,
        { actor: actor(), id: role.ref, name: 'Strong', permissions: ['token:write'] },
        context(),
      ),
    );
    const times = refusals.map(({ tookMs }) => tookMs);
    measured.set('a changed role', times);
    expect(refusals.map(({ status }) => status)).toEqual([404, 404]);
    expect(Math.max(...times)).toBeLessThan(LIMIT_MS);
  });

  it('a token reaches the profiles it is narrowed to, and those of its team', async () => {
    const one = await scene();
    const open = uuid();
    await world.tell(open, { ...nobody, everyone: true });
    const shared = (more: object) =>
      state.client.call(
        identity.createSharedToken,
        { actor: actor(), name: 'robot', teamId: null, scopes: ['profile:use'], ...more },
        context(),
      );
    const ofTeam = await shared({ teamId: one.teamId });
    await world.served(one.profileId, ofTeam.secret);
    await world.served(open, ofTeam.secret);
    const narrow = await shared({ profileIds: [open] });
    await world.served(open, narrow.secret);
    const [outside] = await world.endsAfter(one.profileId, narrow.secret, () => Promise.resolve());
    expect(outside?.status).toBe(404);
    const powerless = await shared({ scopes: ['profile:read'] });
    const [refused] = await world.endsAfter(open, powerless.secret, () => Promise.resolve());
    expect(refused?.status).toBe(404);
  });
});
