import { z } from 'zod';
import { Empty, Id, PageRequest, SearchText } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { ProfileTool } from './console-shape.ts';
import { registry } from './registry.contract.ts';

const byId = z.object({ id: Id });
const byProfileServer = z.object({ id: Id, serverId: Id });

/** Routes around profiles and what they grant. */
export const profileRoutes = {
  listProfiles: {
    method: 'GET',
    path: '/api/profiles',
    summary: 'Profiles',
    permission: 'profile:read',
    query: PageRequest.extend({ query: SearchText.optional() }),
    response: registry.listProfiles.output,
  },
  createProfile: {
    method: 'POST',
    path: '/api/profiles',
    summary: 'Create a profile',
    permission: 'profile:write',
    status: 201,
    body: registry.createProfile.input.omit({ ownerId: true }),
    response: registry.createProfile.output,
  },
  getProfile: {
    method: 'GET',
    path: '/api/profiles/:id',
    summary: 'One profile',
    permission: 'profile:read',
    params: byId,
    response: registry.getProfile.output,
  },
  updateProfile: {
    method: 'PUT',
    path: '/api/profiles/:id',
    summary: 'Rename or describe a profile, or change who may use it',
    permission: 'profile:write',
    params: byId,
    body: registry.updateProfile.input.omit({ id: true, viewer: true }),
    response: registry.updateProfile.output,
  },
  deleteProfile: {
    method: 'DELETE',
    path: '/api/profiles/:id',
    summary: 'Delete a profile',
    permission: 'profile:write',
    params: byId,
    response: Empty,
  },
  setProfileServer: {
    method: 'PUT',
    path: '/api/profiles/:id/servers/:serverId',
    summary: 'Replace the tools a profile grants of one server',
    permission: 'profile:write',
    params: byProfileServer,
    body: registry.setAssignment.input.pick({ tools: true }),
    response: registry.setAssignment.output,
  },
  removeProfileServer: {
    method: 'DELETE',
    path: '/api/profiles/:id/servers/:serverId',
    summary: 'Remove a server from a profile',
    permission: 'profile:write',
    params: byProfileServer,
    response: registry.setAssignment.output,
  },
  assignMany: {
    method: 'POST',
    path: '/api/profile-assignments',
    summary: 'Add or remove tools in many profiles at once',
    permission: 'profile:write',
    body: registry.assignMany.input.omit({ viewer: true }),
    response: registry.assignMany.output,
  },
  listProfileTools: {
    method: 'GET',
    path: '/api/profile-tools',
    summary: 'Granted tools, one row each',
    permission: 'profile:read',
    query: z.object({ profileId: Id.optional() }),
    response: z.object({ items: z.array(ProfileTool) }),
  },
} as const satisfies Record<string, ConsoleRoute>;
