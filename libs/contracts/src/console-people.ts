import { z } from 'zod';
import { Empty, Id, PageRequest, SearchText } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { identity, PersonalTokenInput, SharedTokenInput } from './identity.contract.ts';

const byId = z.object({ id: Id });
const byMember = z.object({ id: Id, userId: Id });
const bySecret = z.object({ secret: z.string().min(20).max(200) });
const search = PageRequest.extend({ query: SearchText.optional() });

const organizationRoutes = {
  getOrganization: {
    method: 'GET',
    path: '/api/organization',
    summary: 'The own organization',
    permission: 'organization:read',
    response: identity.getOrganization.output,
  },
  updateOrganization: {
    method: 'PUT',
    path: '/api/organization',
    summary: 'Rename the own organization',
    permission: 'organization:write',
    body: identity.updateOrganization.input,
    response: identity.updateOrganization.output,
  },
  createOrganization: {
    method: 'POST',
    path: '/api/organizations',
    summary: 'Create an organization and invite its first administrator',
    permission: 'organization:create',
    status: 201,
    body: identity.createOrganization.input.omit({ actor: true }),
    response: identity.createOrganization.output,
  },
} as const satisfies Record<string, ConsoleRoute>;

const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/api/users',
    summary: 'People of the organization',
    permission: 'user:read',
    query: search,
    response: identity.listUsers.output,
  },
  setUserRole: {
    method: 'PUT',
    path: '/api/users/:id/role',
    summary: 'Give a person a role',
    permission: 'user:write',
    params: byId,
    body: identity.setUserRole.input.pick({ role: true }),
    response: identity.setUserRole.output,
  },
  setUserActive: {
    method: 'PUT',
    path: '/api/users/:id/active',
    summary: 'Deactivate or reactivate a person; sessions and tokens end at once',
    permission: 'user:write',
    params: byId,
    body: identity.setUserActive.input.pick({ isActive: true }),
    response: identity.setUserActive.output,
  },
  listInvitations: {
    method: 'GET',
    path: '/api/invitations',
    summary: 'Open invitations',
    permission: 'invitation:read',
    query: PageRequest,
    response: identity.listInvitations.output,
  },
  createInvitation: {
    method: 'POST',
    path: '/api/invitations',
    summary: 'Invite a person; the link is in this answer and nowhere else',
    permission: 'invitation:write',
    status: 201,
    body: identity.createInvitation.input.omit({ actor: true }),
    response: z.object({ invitation: identity.createInvitation.output.shape.invitation, url: z.string() }),
  },
  deleteInvitation: {
    method: 'DELETE',
    path: '/api/invitations/:id',
    summary: 'Withdraw an invitation',
    permission: 'invitation:write',
    params: byId,
    response: Empty,
  },
  readInvitation: {
    method: 'POST',
    path: '/api/invitation',
    summary: 'What an invitation link is about',
    permission: 'public',
    body: bySecret,
    response: identity.readInvitation.output,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/api/invitation/accept',
    summary: 'Accept an invitation: choose a name and a password',
    permission: 'public',
    status: 201,
    body: identity.acceptInvitation.input,
    response: Empty,
  },
} as const satisfies Record<string, ConsoleRoute>;

const teamRoutes = {
  listTeams: {
    method: 'GET',
    path: '/api/teams',
    summary: 'Teams',
    permission: 'team:read',
    query: search,
    response: identity.listTeams.output,
  },
  getTeam: {
    method: 'GET',
    path: '/api/teams/:id',
    summary: 'One team and who is in it',
    permission: 'team:read',
    params: byId,
    response: identity.getTeam.output,
  },
  createTeam: {
    method: 'POST',
    path: '/api/teams',
    summary: 'Create a team',
    permission: 'team:write',
    status: 201,
    body: identity.createTeam.input.omit({ actor: true }),
    response: identity.createTeam.output,
  },
  updateTeam: {
    method: 'PUT',
    path: '/api/teams/:id',
    summary: 'Rename or describe a team',
    permission: 'team:write',
    params: byId,
    body: identity.updateTeam.input.omit({ id: true, actor: true }),
    response: identity.updateTeam.output,
  },
  deleteTeam: {
    method: 'DELETE',
    path: '/api/teams/:id',
    summary: 'Delete a team; its tokens end at once',
    permission: 'team:write',
    params: byId,
    response: Empty,
  },
  setTeamMember: {
    method: 'PUT',
    path: '/api/teams/:id/members/:userId',
    summary: 'Add a person to a team or change whether they lead it (leads may, too)',
    permission: 'team:read',
    params: byMember,
    body: z.object({ isLead: z.boolean() }),
    response: identity.setTeamMember.output,
  },
  deleteTeamMember: {
    method: 'DELETE',
    path: '/api/teams/:id/members/:userId',
    summary: 'Remove a person from a team (leads may, too)',
    permission: 'team:read',
    params: byMember,
    response: identity.deleteTeamMember.output,
  },
} as const satisfies Record<string, ConsoleRoute>;

const roleRoutes = {
  listRoles: {
    method: 'GET',
    path: '/api/roles',
    summary: 'Built-in and custom roles',
    permission: 'role:read',
    response: identity.listRoles.output,
  },
  createRole: {
    method: 'POST',
    path: '/api/roles',
    summary: 'Create a role of permissions one has',
    permission: 'role:write',
    status: 201,
    body: identity.createRole.input.omit({ actor: true }),
    response: identity.createRole.output,
  },
  updateRole: {
    method: 'PUT',
    path: '/api/roles/:id',
    summary: 'Change a custom role',
    permission: 'role:write',
    params: byId,
    body: identity.updateRole.input.omit({ id: true, actor: true }),
    response: identity.updateRole.output,
  },
  deleteRole: {
    method: 'DELETE',
    path: '/api/roles/:id',
    summary: 'Delete a custom role nobody has',
    permission: 'role:write',
    params: byId,
    response: Empty,
  },
} as const satisfies Record<string, ConsoleRoute>;

const tokenRoutes = {
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    summary: 'The own API tokens',
    permission: 'token:read',
    response: identity.listTokens.output,
  },
  createToken: {
    method: 'POST',
    path: '/api/tokens',
    summary: 'Create an API token; its secret is in this answer and nowhere else',
    permission: 'token:write',
    status: 201,
    body: PersonalTokenInput,
    response: identity.createToken.output,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/tokens/:id',
    summary: 'Revoke an own API token',
    permission: 'token:write',
    params: byId,
    response: Empty,
  },
  listSharedTokens: {
    method: 'GET',
    path: '/api/shared-tokens',
    summary: 'Tokens of teams and services',
    permission: 'shared-token:read',
    query: PageRequest.extend({ teamId: Id.optional() }),
    response: identity.listSharedTokens.output,
  },
  createSharedToken: {
    method: 'POST',
    path: '/api/shared-tokens',
    summary: 'Create a token for a team or a service, with scopes one has oneself',
    permission: 'shared-token:write',
    status: 201,
    body: SharedTokenInput,
    response: identity.createSharedToken.output,
  },
  revokeSharedToken: {
    method: 'DELETE',
    path: '/api/shared-tokens/:id',
    summary: 'Revoke a token of a team or a service',
    permission: 'shared-token:write',
    params: byId,
    response: Empty,
  },
} as const satisfies Record<string, ConsoleRoute>;

/** Routes around people, what they may do, and the tokens that act for them. */
export const peopleRoutes = {
  ...organizationRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...roleRoutes,
  ...tokenRoutes,
} as const;
