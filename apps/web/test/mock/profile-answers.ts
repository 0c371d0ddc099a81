import { randomUUID } from 'node:crypto';
import { AppError, type Assignment, type Profile } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { tell } from './live.ts';
import { profiles } from './sample.ts';
import { serverOf } from './server-answers.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, page, remove } from './store.ts';
import { isQuarantined } from './tool-change.ts';

const isVisible = ({ access, ownerId }: Profile): boolean => {
  const { user, permissions } = sessionNow();
  if (permissions.includes('profile:manage') || permissions.includes('organization:audit')) return true;
  const isNamed = access.userIds.includes(user.id) || access.teamIds.some((team) => user.teamIds.includes(team));
  return ownerId === user.id || access.everyone || isNamed;
};
const profileOf = (id: string) => found(profiles.find((profile) => profile.id === id && isVisible(profile)));
const ownProfile = (id: string) => {
  const profile = profileOf(id);
  if (sessionNow().permissions.includes('profile:manage') || profile.ownerId === me().id) return profile;
  throw new AppError('NOT_ALLOWED', 'This profile belongs to somebody else. Ask its owner or an administrator.');
};

const grantedOf = ({ assignments }: Profile, serverId: string): string[] =>
  assignments.find(({ installationId }) => installationId === serverId)?.tools ?? [];

const setAssignment = (profile: Profile, serverId: string, tools: string[]) => {
  remove(profile.assignments, ({ installationId }) => installationId === serverId);
  if (tools.length > 0) profile.assignments.push({ installationId: serverId, tools });
  profile.updatedAt = now();
  return profile;
};

/** Applies one part of a bulk change to one profile; how many tools came or went. */
const apply = (profile: Profile, { installationId, tools }: Assignment, adds: boolean): number => {
  const before = grantedOf(profile, installationId);
  const after = adds ? [...new Set([...before, ...tools])] : before.filter((tool) => !tools.includes(tool));
  setAssignment(profile, installationId, after);
  return Math.abs(after.length - before.length);
};
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Profiles, what they grant and who may use them. */
export const profileAnswers: Answers = {
  listProfiles: ({ query }) =>
    page(
      profiles.filter(
        (profile) =>
          isVisible(profile) &&
          `${profile.name} ${profile.description}`.toLowerCase().includes((query.query ?? '').toLowerCase()),
      ),
      query,
    ),
  createProfile: ({ body: { access = { everyone: false, teamIds: [], userIds: [me().id] }, ...text } }) => {
    const times = { createdAt: now(), updatedAt: now() };
    const profile = { ...text, ...times, access, id: randomUUID(), ownerId: me().id, assignments: [] };
    profiles.push(profile);
    return profile;
  },
  getProfile: ({ params }) => profileOf(params.id),
  updateProfile: ({ params, body: { access, ...text } }) =>
    Object.assign(ownProfile(params.id), text, access && { access }, { updatedAt: now() }),
  deleteProfile: ({ params }) => {
    ownProfile(params.id);
    remove(profiles, ({ id }) => id === params.id);
    tell({ kind: 'change', noun: 'profile', id: params.id });
    return {};
  },
  setProfileServer: ({ params, body }) => setAssignment(ownProfile(params.id), params.serverId, body.tools),
  removeProfileServer: ({ params }) => setAssignment(ownProfile(params.id), params.serverId, []),
  assignMany: ({ body }) => {
    const chosen = body.profileIds.map(ownProfile);
    const count = (changes: Assignment[], adds: boolean) =>
      sum(chosen.flatMap((profile) => changes.map((change) => apply(profile, change, adds))));
    return { profiles: chosen.length, added: count(body.add, true), removed: count(body.remove, false) };
  },
  listProfileTools: ({ query }) => ({
    items: profiles
      .filter((profile) => isVisible(profile) && (!query.profileId || profile.id === query.profileId))
      .flatMap((profile) =>
        profile.assignments.flatMap(({ installationId, tools }) => {
          const { name, status } = serverOf(installationId);
          const facts = { profileId: profile.id, profileName: profile.name };
          return tools.map((tool) => {
            const isWithheld = status !== 'ready' || isQuarantined(installationId, tool);
            const exposedName = isWithheld ? null : `${name}__${tool}`;
            return { ...facts, serverId: installationId, serverName: name, tool, exposedName };
          });
        }),
      ),
  }),
};
