import { z } from 'zod';
import { Empty, Id, PageRequest, SearchText, Slug, Timestamp, page } from './common.ts';
import { BuiltInRole, Permission } from './console-permission.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';

export const Organization = z.object({
  id: Id,
  name: z.string().min(1).max(120),
  /** The organization of whoever operates the platform: the first one. */
  isOperator: z.boolean(),
  createdAt: Timestamp,
});
export type Organization = z.output<typeof Organization>;

/** Name of a built-in role, or id of a custom one. */
export const RoleRef = z.union([BuiltInRole, Id]);
export type RoleRef = z.output<typeof RoleRef>;

export const Role = z.object({
  ref: RoleRef,
  name: z.string().min(1).max(80),
  description: z.string().max(500),
  permissions: z.array(Permission),
  isBuiltIn: z.boolean(),
  userCount: z.number().int().nonnegative(),
});
export type Role = z.output<typeof Role>;

export const User = z.object({
  id: Id,
  organizationId: Id,
  email: z.email(),
  name: z.string(),
  role: RoleRef,
  roleName: z.string(),
  isActive: z.boolean(),
  mustChangePassword: z.boolean(),
  teamIds: z.array(Id),
  createdAt: Timestamp,
});
export type User = z.output<typeof User>;

export const TeamMember = z.object({
  userId: Id,
  name: z.string(),
  email: z.email(),
  /** A lead decides who is in the team. */
  isLead: z.boolean(),
});
export const Team = z.object({
  id: Id,
  name: Slug,
  description: z.string().max(500),
  memberCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
});
export type Team = z.output<typeof Team>;
export const TeamDetail = Team.extend({ members: z.array(TeamMember) });

/** An open invitation. Its secret is part of a link that is shown once to whoever invites. */
export const Invitation = z.object({
  id: Id,
  email: z.email(),
  role: RoleRef,
  roleName: z.string(),
  teamIds: z.array(Id),
  invitedBy: Id.nullable(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});
export type Invitation = z.output<typeof Invitation>;

/** The person who acts, and what they may do: identity itself refuses to grant what the actor does not have. */
const actor = z.object({ userId: Id, permissions: z.array(Permission) });
const byId = z.object({ id: Id });
const acting = byId.extend({ actor });
const roleShape = {
  name: z.string().min(1).max(80),
  description: z.string().max(500).default(''),
  permissions: z.array(Permission).max(200),
};
const teamShape = { name: Slug, description: z.string().max(500).default('') };
const secret = z.string().min(20).max(200);

export const people = {
  getOrganization: rpc('identity.organization.get', Empty, Organization),
  updateOrganization: rpc('identity.organization.update', z.object({ name: Organization.shape.name }), Organization),
  /** Makes an organization and an invitation for its first administrator. */
  createOrganization: rpc(
    'identity.organization.create',
    z.object({ name: Organization.shape.name, adminEmail: z.email(), actor }),
    z.object({ organization: Organization, invitation: Invitation, secret: z.string() }),
  ),

  listUsers: rpc('identity.user.list', PageRequest.extend({ query: SearchText.optional() }), page(User)),
  getUser: rpc('identity.user.get', byId, User),
  /** Refused: the last active administrator, a role with rights the actor does not have, oneself. */
  setUserRole: rpc('identity.user.set-role', acting.extend({ role: RoleRef }), User),
  setUserActive: rpc('identity.user.set-active', acting.extend({ isActive: z.boolean() }), User),

  createInvitation: rpc(
    'identity.invitation.create',
    z.object({ actor, email: z.email(), role: RoleRef, teamIds: z.array(Id).max(50).default([]) }),
    z.object({ invitation: Invitation, secret: z.string() }),
  ),
  listInvitations: rpc('identity.invitation.list', PageRequest, page(Invitation)),
  deleteInvitation: rpc('identity.invitation.delete', byId, Empty),
  /** For the page behind the link, before anybody is signed in. */
  readInvitation: rpc(
    'identity.invitation.read',
    z.object({ secret }),
    z.object({ email: z.email(), organizationName: z.string(), roleName: z.string(), expiresAt: Timestamp }),
  ),
  acceptInvitation: rpc(
    'identity.invitation.accept',
    z.object({ secret, name: z.string().min(1).max(120), password: z.string().min(12).max(256) }),
    z.object({ user: User }),
    5_000,
  ),

  listTeams: rpc('identity.team.list', PageRequest.extend({ query: SearchText.optional() }), page(Team)),
  getTeam: rpc('identity.team.get', byId, TeamDetail),
  createTeam: rpc('identity.team.create', z.object({ actor, ...teamShape }), TeamDetail),
  updateTeam: rpc('identity.team.update', acting.extend(teamShape), TeamDetail),
  deleteTeam: rpc('identity.team.delete', acting, Empty),
  /** Needs `team:write`, or to be a lead of the team. */
  setTeamMember: rpc('identity.team-member.set', acting.extend({ userId: Id, isLead: z.boolean() }), TeamDetail),
  deleteTeamMember: rpc('identity.team-member.delete', acting.extend({ userId: Id }), TeamDetail),

  listRoles: rpc('identity.role.list', Empty, z.object({ items: z.array(Role) })),
  createRole: rpc('identity.role.create', z.object({ actor, ...roleShape }), Role),
  updateRole: rpc('identity.role.update', acting.extend(roleShape), Role),
  /** `CONFLICT` while somebody has it. */
  deleteRole: rpc('identity.role.delete', acting, Empty),
} as const;

const change = <T extends z.ZodType>(shape: T) =>
  z.object({ id: Id, name: z.string(), before: shape.nullable(), after: shape.nullable() });
const userFacts = User.pick({ role: true, roleName: true, isActive: true, teamIds: true });
const teamFacts = Team.pick({ name: true, description: true });
const roleFacts = Role.pick({ name: true, description: true, permissions: true });
const memberFacts = z.object({ isLead: z.boolean() });
const invitationFacts = Invitation.pick({ email: true, role: true, teamIds: true });
const organizationFacts = Organization.pick({ name: true });

/** Administrative changes; `before` is null where something began, `after` where it ended. */
export const peopleEvents = {
  organizationCreated: event('identity.organization.created', change(organizationFacts)),
  organizationChanged: event('identity.organization.changed', change(organizationFacts)),
  userCreated: event('identity.user.created', change(userFacts)),
  userChanged: event('identity.user.changed', change(userFacts)),
  invitationCreated: event('identity.invitation.created', change(invitationFacts)),
  invitationAccepted: event('identity.invitation.accepted', change(invitationFacts)),
  invitationDeleted: event('identity.invitation.deleted', change(invitationFacts)),
  teamCreated: event('identity.team.created', change(teamFacts)),
  teamChanged: event('identity.team.changed', change(teamFacts)),
  teamDeleted: event('identity.team.deleted', change(teamFacts)),
  teamMemberChanged: event(
    'identity.team-member.changed',
    change(memberFacts).extend({ teamId: Id, teamName: z.string() }),
  ),
  roleCreated: event('identity.role.created', change(roleFacts)),
  roleChanged: event('identity.role.changed', change(roleFacts)),
  roleDeleted: event('identity.role.deleted', change(roleFacts)),
} as const;
