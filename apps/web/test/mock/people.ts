import {
  builtInRoles,
  Permission,
  type BuiltInRole,
  type Invitation,
  type Organization,
  type Role,
  type Team,
  type TeamMember,
  type Token,
  type User,
} from '@archestra/contracts';
import type { z } from 'zod';
import { ago, id, organizationId, START } from './base.ts';

const inMinutes = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const DAY = 60 * 24;

export const organization: Organization = {
  id: organizationId,
  name: 'Example Maps',
  isOperator: true,
  createdAt: ago(DAY * 41),
};

const builtIn: Record<BuiltInRole, [name: string, description: string]> = {
  admin: ['Administrator', 'Decides about people, servers, policies and everything else.'],
  editor: ['Editor', 'Reviews requests, runs servers and looks after every profile.'],
  member: ['Member', 'Uses profiles, asks for servers, keeps own credentials.'],
  auditor: ['Auditor', 'Reads everything and changes nothing.'],
};
const releaseRole = id(8, 1);
const supportRole = id(8, 2);

export const roles: Omit<Role, 'userCount'>[] = [
  ...(Object.keys(builtIn) as BuiltInRole[]).map((ref) => ({
    ref,
    name: builtIn[ref][0],
    description: builtIn[ref][1],
    permissions: [...builtInRoles[ref]],
    isBuiltIn: true,
  })),
  {
    ref: releaseRole,
    name: 'Release manager',
    description: 'A member who also restarts servers and reads their logs on release days.',
    permissions: [...builtInRoles.member, 'mcp-server:write', 'mcp-server-log:read', 'egress:read', 'usage:read'],
    isBuiltIn: false,
  },
  {
    ref: supportRole,
    name: 'Support lead',
    description: 'Runs the profiles of the support team.',
    permissions: [...builtInRoles.member, 'user:read', 'profile:write', 'team-credential:write'],
    isBuiltIn: false,
  },
];

export const permissionsOf = (ref: string): Permission[] => {
  const role = roles.find((candidate) => candidate.ref === ref);
  const extra: Permission[] = ref === 'admin' && organization.isOperator ? ['organization:create'] : [];
  return [...(role?.permissions ?? []), ...extra];
};
export const roleNameOf = (ref: string): string => roles.find((role) => role.ref === ref)?.name ?? 'Unknown role';

export interface StoredTeam extends Omit<Team, 'memberCount'> {
  members: { userId: string; isLead: boolean }[];
}
const people: [name: string, email: string, role: Role['ref'], part?: Partial<User>][] = [
  ['Ada Admin', 'admin@archestra.local', 'admin', { mustChangePassword: true }],
  ['Max Member', 'max@archestra.local', 'member'],
  ['Noor Haddad', 'noor@archestra.local', 'editor'],
  ['Priya Raman', 'priya@archestra.local', supportRole],
  ['Tomás Ferreira', 'tomas@archestra.local', releaseRole],
  ['Lena Vogt', 'lena@archestra.local', 'auditor'],
  ['Kenji Ito', 'kenji@archestra.local', 'member', { isActive: false }],
  ['Oluwaseun Adebayo-Christensen', 'oluwaseun.adebayo-christensen@archestra.local', 'member'],
  ['Grace Kim', 'grace@archestra.local', 'editor'],
];
export const users: User[] = people.map(([name, email, role, part], index) => ({
  id: id(1, index + 1),
  organizationId,
  email,
  name,
  role,
  roleName: roleNameOf(role),
  isActive: true,
  mustChangePassword: false,
  teamIds: [],
  createdAt: ago(DAY * (40 - index * 4)),
  ...part,
}));
const person = (index: number): User => {
  const user = users[index];
  if (!user) throw new Error('The samples have no such person.');
  return user;
};
export const admin = person(0);
export const member = person(1);

const groups: [name: string, description: string, members: number[]][] = [
  ['platform', 'Runs what everybody else builds on. On call in #platform-on-call.', [0, 4, 8]],
  ['support', 'Answers customers, reads tickets, writes to nobody outside.', [3, 1, 7]],
  ['finance-operations', 'Invoices and budgets.', [2]],
  ['field-research', '', []],
];
export const teams: StoredTeam[] = groups.map(([name, description, members], index) => ({
  id: id(9, index + 1),
  name,
  description,
  members: members.map((number, place) => ({ userId: person(number).id, isLead: place === 0 })),
  createdAt: ago(DAY * (30 - index)),
}));

/** Writes the teams of people into the people, as identity does. */
export const spreadTeams = (): void => {
  for (const user of users)
    user.teamIds = teams
      .filter(({ members }) => members.some(({ userId }) => userId === user.id))
      .map((team) => team.id);
};
spreadTeams();

export const teamOf = ({ members, ...team }: StoredTeam): Team => ({ ...team, memberCount: members.length });
export const membersOf = ({ members }: StoredTeam): z.output<typeof TeamMember>[] =>
  members.flatMap(({ userId, isLead }) => {
    const user = users.find((candidate) => candidate.id === userId);
    return user ? [{ userId, isLead, name: user.name, email: user.email }] : [];
  });

export const invitations: Invitation[] = [
  {
    id: id(10, 1),
    email: 'sofia.lindqvist@archestra.local',
    role: 'member',
    roleName: 'Member',
    teamIds: [id(9, 2)],
    invitedBy: admin.id,
    createdAt: ago(DAY * 2),
    expiresAt: inMinutes(DAY * 5),
  },
  {
    id: id(10, 2),
    email: 'contractor@partner.example',
    role: supportRole,
    roleName: 'Support lead',
    teamIds: [],
    invitedBy: person(2).id,
    createdAt: ago(DAY * 6),
    expiresAt: inMinutes(60 * 7),
  },
];
/** Secrets of links by invitation; what is not here was used, withdrawn or never existed. */
export const invitationSecrets = new Map<string, string>([['an-open-invitation-of-the-mock', id(10, 1)]]);

const token = (number: number, part: Partial<Token> & Pick<Token, 'name'>): Token => ({
  id: id(5, number),
  kind: 'user',
  ownerId: admin.id,
  prefix: `arch_${['k3Vq', '9sPd', 'zz1T', 'Qe0b', 'm7Xa', 'H2cc'][number - 1] ?? 'xxxx'}`,
  scopes: null,
  profileIds: null,
  createdBy: admin.id,
  createdAt: ago(DAY * (number * 9 - 8)),
  expiresAt: inMinutes(DAY * 60),
  lastUsedAt: ago(number * 35),
  revokedAt: null,
  ...part,
});
export const tokens: Token[] = [
  token(1, { name: 'Claude Code on ada-laptop' }),
  token(2, { name: 'Cursor', expiresAt: null, scopes: ['profile:read', 'profile:use'], profileIds: [id(4, 1)] }),
  token(3, { name: 'Nightly report', lastUsedAt: null, revokedAt: ago(60) }),
];
export const sharedTokens: Token[] = [
  token(4, { name: 'Support inbox agent', kind: 'team', ownerId: id(9, 2), scopes: ['profile:read', 'profile:use'] }),
  token(5, {
    name: 'Inventory sync',
    kind: 'service',
    ownerId: id(5, 5),
    scopes: ['profile:use', 'catalog:read', 'mcp-server:read'],
    profileIds: [id(4, 1)],
    createdBy: person(2).id,
  }),
  token(6, {
    name: 'Old pipeline',
    kind: 'service',
    ownerId: id(5, 6),
    scopes: [...Permission.options.filter((name) => name.endsWith(':read'))],
    expiresAt: ago(DAY),
  }),
];
