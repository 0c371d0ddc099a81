import { z } from 'zod';

/** What a role may allow in the console: `<resource>:<action>`. `write` does not include `read`. */
export const Permission = z.enum([
  'mcp-server:read',
  'mcp-server:write',
  'mcp-server-log:read',
  'tool-contract:write',
  'profile:read',
  'profile:write',
  'mcp-tool-call:read',
  'audit-entry:read',
  'token:read',
  'token:write',
  'memory:read',
  'memory:write',
  'block-rule:read',
  'block-rule:write',
  'usage:read',
  'user:read',
]);
export type Permission = z.output<typeof Permission>;

/** Who may use a route: everybody, everybody who is signed in, or whoever has a permission. */
export type RouteAccess = Permission | 'public' | 'signed-in';
