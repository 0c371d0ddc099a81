import { randomBytes, randomUUID } from 'node:crypto';
import { AppError, type Permission, type Role } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { tell } from './live.ts';
import {
  invitations,
  invitationSecrets,
  membersOf,
  organization,
  permissionsOf,
  roleNameOf,
  roles,
  spreadTeams,
  teamOf,
  teams,
  users,
} from './people.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, page, remove } from './store.ts';

const SEVEN_DAYS_MS = 7 * 86_400_000;

const matches = (query: string | undefined, ...texts: string[]): boolean =>
  texts
    .join(' ')
    .toLowerCase()
    .includes((query ?? '').toLowerCase());

/** Nobody grants what they do not have. */
const mayGrant = (permissions: readonly Permission[]): void => {
  const own = sessionNow().permissions;
  const beyond = permissions.filter((permission) => !own.includes(permission));
  if (beyond.length > 0)
    throw new AppError('NOT_ALLOWED', `You do not have this yourself and cannot grant it: ${beyond.join(', ')}.`);
};

const counted = (role: Omit<Role, 'userCount'>): Role => ({
  ...role,
  userCount: users.filter((user) => user.role === role.ref).length,
});
const roleOf = (ref: string) => found(roles.find((role) => role.ref === ref));
const userOf = (id: string) => found(users.find((user) => user.id === id));
const teamById = (id: string) => found(teams.find((team) => team.id === id));
const detailOf = (id: string) => ({ ...teamOf(teamById(id)), members: membersOf(teamById(id)) });

const other = (id: string) => {
  if (id === me().id) throw new AppError('CONFLICT', 'You cannot change this of yourself. Ask another administrator.');
  return userOf(id);
};

const invite = (part: { email: string; role: Role['ref']; teamIds: string[] }) => {
  const secret = randomBytes(24).toString('base64url');
  const invitation = {
    ...part,
    id: randomUUID(),
    roleName: roleNameOf(part.role),
    invitedBy: me().id,
    createdAt: now(),
    expiresAt: new Date(Date.now() + SEVEN_DAYS_MS).toISOString(),
  };
  invitationSecrets.set(secret, invitation.id);
  return { invitation, secret };
};

const organizationAnswers: Answers = {
  getOrganization: () => organization,
  updateOrganization: ({ body }) => Object.assign(organization, body),
  createOrganization: ({ body }) => {
    const created = { id: randomUUID(), name: body.name, isOperator: false, createdAt: now() };
    return { organization: created, ...invite({ email: body.adminEmail, role: 'admin', teamIds: [] }) };
  },
};

const userAnswers: Answers = {
  listUsers: ({ query }) =>
    page(
      users.filter(({ name, email }) => matches(query.query, name, email)),
      query,
    ),
  setUserRole: ({ params, body }) => {
    mayGrant(permissionsOf(body.role));
    return Object.assign(other(params.id), { role: body.role, roleName: roleOf(body.role).name });
  },
  setUserActive: ({ params, body }) => Object.assign(other(params.id), body),
  listInvitations: ({ query }) => page(invitations, query),
  createInvitation: ({ body }) => {
    if (users.some(({ email }) => email === body.email))
      throw new AppError('CONFLICT', `${body.email} belongs to somebody already.`);
    mayGrant(permissionsOf(body.role));
    const { invitation, secret } = invite(body);
    invitations.unshift(invitation);
    return { invitation, url: `http://localhost:3000/invitation#${secret}` };
  },
  deleteInvitation: ({ params }) => {
    remove(invitations, ({ id }) => id === params.id);
    return {};
  },
};

const teamAnswers: Answers = {
  listTeams: ({ query }) =>
    page(teams.filter(({ name, description }) => matches(query.query, name, description)).map(teamOf), query),
  getTeam: ({ params }) => detailOf(params.id),
  createTeam: ({ body }) => {
    if (teams.some(({ name }) => name === body.name))
      throw new AppError('CONFLICT', `There is a team named ${body.name} already.`);
    const team = { ...body, id: randomUUID(), createdAt: now(), members: [] };
    teams.push(team);
    return detailOf(team.id);
  },
  updateTeam: ({ params, body }) => {
    Object.assign(teamById(params.id), body);
    return detailOf(params.id);
  },
  deleteTeam: ({ params }) => {
    remove(teams, ({ id }) => id === params.id);
    spreadTeams();
    tell({ kind: 'change', noun: 'team', id: params.id });
    return {};
  },
  setTeamMember: ({ params, body }) => {
    const { members } = teamById(params.id);
    remove(members, ({ userId }) => userId === params.userId);
    members.push({ userId: params.userId, isLead: body.isLead });
    spreadTeams();
    return detailOf(params.id);
  },
  deleteTeamMember: ({ params }) => {
    remove(teamById(params.id).members, ({ userId }) => userId === params.userId);
    spreadTeams();
    return detailOf(params.id);
  },
};

const roleAnswers: Answers = {
  listRoles: () => ({ items: roles.map(counted) }),
  createRole: ({ body }) => {
    mayGrant(body.permissions);
    const role = { ...body, ref: randomUUID(), isBuiltIn: false };
    roles.push(role);
    return counted(role);
  },
  updateRole: ({ params, body }) => {
    mayGrant(body.permissions);
    return counted(Object.assign(roleOf(params.id), body));
  },
  deleteRole: ({ params }) => {
    const { userCount, name } = counted(roleOf(params.id));
    if (userCount > 0) throw new AppError('CONFLICT', `Somebody still has the role ${name}. Give them another first.`);
    remove(roles, ({ ref }) => ref === params.id);
    return {};
  },
};

/** People, teams, roles and the organization. */
export const peopleAnswers: Answers = { ...organizationAnswers, ...userAnswers, ...teamAnswers, ...roleAnswers };
