import { z } from 'zod';

/**
 * What a role may allow: `<resource>:<action>`. `read` and `write` reach what is one's own, one's teams' or shared with one;
 * `manage` reaches the whole organization. No action includes another.
 */
const permissions = {
  'organization:read': 'See the organization',
  'organization:write': 'Rename the organization',
  'organization:audit': 'See what anybody of the organization may see, without changing it',
  'organization:create': 'Create other organizations (operators only)',
  'user:read': 'See people',
  'user:write': 'Change roles of people, deactivate and reactivate them',
  'invitation:read': 'See invitations',
  'invitation:write': 'Invite people and withdraw invitations',
  'team:read': 'See teams and their members',
  'team:write': 'Create, change and delete teams; decide who is in them',
  'role:read': 'See roles',
  'role:write': 'Create, change and delete roles',
  'token:read': 'See the own tokens',
  'token:write': 'Create and revoke the own tokens',
  'shared-token:read': 'See tokens of teams and services',
  'shared-token:write': 'Create and revoke tokens of teams and services',
  'catalog:read': 'Browse the catalog',
  'catalog:write': 'Add catalog items and change the own ones',
  'catalog:manage': 'Change every catalog item',
  'server-request:read': 'See the own requests',
  'server-request:write': 'Ask for servers',
  'server-request:review': 'See every request; approve, decline or ask back',
  'mcp-server:read': 'See installed servers',
  'mcp-server:write': 'Install, change, restart and delete servers without a request',
  'mcp-server-log:read': 'Read logs of servers',
  'egress:read': 'See where servers tried to connect to',
  'tool-change:review': 'Accept or reject changed tool definitions',
  'tool-contract:write': 'Say what tools do and how their results are labelled',
  'profile:read': 'See the profiles one may use',
  'profile:use': 'Call tools through profiles',
  'profile:write': 'Create profiles and change the own ones',
  'profile:manage': 'See and change every profile',
  'credential:read': 'See which credentials exist for oneself',
  'credential:write': 'Keep personal credentials',
  'team-credential:write': 'Keep credentials of the own teams',
  'credential:manage': 'See everybody’s credentials, keep the organization’s and rotate the key',
  'mcp-tool-call:read': 'See the own calls',
  'mcp-tool-call:manage': 'See everybody’s calls',
  'audit-entry:read': 'Read the administrative record',
  'memory:read': 'See the own memories',
  'memory:write': 'Change the own memories',
  'block-rule:read': 'See block rules',
  'block-rule:write': 'Block servers and tools',
  'usage:read': 'See usage and cost',
  'model:use': 'Call models',
  'provider:read': 'See providers of models',
  'provider:write': 'Set up providers of models and their keys',
  'llm-call:read': 'See the own calls of models',
  'llm-call:manage': 'See everybody’s calls of models',
  'price:read': 'See prices of models',
  'price:write': 'Set and import prices of models',
  'budget:read': 'See budgets',
  'budget:write': 'Set budgets',
  'optimization-rule:read': 'See rules that choose cheaper models',
  'optimization-rule:write': 'Set rules that choose cheaper models',
  'tool-policy:read': 'See rules on calls and results of tools',
  'tool-policy:write': 'Set rules on calls and results of tools, and the dual LLM',
  'approval:read': 'See the own calls that wait for approval',
  'approval:write': 'Agree to the own calls that wait for approval',
  'approval:manage': 'See and answer everybody’s calls that wait for approval',
  'quarantine:read': 'See which results are in quarantine',
  'quarantine:review': 'Read results in quarantine, release and delete them',
  'chat:read': 'See the own chats',
  'chat:write': 'Chat',
  'prompt:read': 'Use the prompts of the organization',
  'prompt:write': 'Add prompts and change the own ones',
  'prompt:manage': 'Change every prompt',
} as const;

type Name = keyof typeof permissions;
export const Permission = z.enum(Object.keys(permissions) as [Name, ...Name[]]);
export type Permission = z.output<typeof Permission>;
/** Each permission in words for the roles editor. */
export const permissionWords: Readonly<Record<Permission, string>> = permissions;

/** Roles every organization has; they cannot be changed. */
export const BuiltInRole = z.enum(['admin', 'editor', 'member', 'auditor']);
export type BuiltInRole = z.output<typeof BuiltInRole>;

const everything = Permission.options.filter((name) => name !== 'organization:create');
const member: Permission[] = [
  'organization:read',
  'team:read',
  'token:read',
  'token:write',
  'catalog:read',
  'server-request:read',
  'server-request:write',
  'mcp-server:read',
  'profile:read',
  'profile:use',
  'credential:read',
  'credential:write',
  'mcp-tool-call:read',
  'memory:read',
  'memory:write',
  'model:use',
  'llm-call:read',
  'approval:read',
  'approval:write',
  'chat:read',
  'chat:write',
  'prompt:read',
  'prompt:write',
];
const editor: Permission[] = [
  ...member,
  'user:read',
  'role:read',
  'catalog:write',
  'catalog:manage',
  'server-request:review',
  'mcp-server:write',
  'mcp-server-log:read',
  'egress:read',
  'tool-change:review',
  'tool-contract:write',
  'profile:write',
  'profile:manage',
  'team-credential:write',
  'block-rule:read',
  'block-rule:write',
  'usage:read',
  'provider:read',
  'price:read',
  'budget:read',
  'optimization-rule:read',
  'tool-policy:read',
  'tool-policy:write',
  'quarantine:read',
  'prompt:manage',
];
/** Reads everything and changes nothing but the own token, which is how it reads. */
const auditor: Permission[] = Permission.options.filter(
  (name) =>
    name.endsWith(':read') ||
    name === 'mcp-tool-call:manage' ||
    name === 'llm-call:manage' ||
    name === 'organization:audit',
);

/** What the built-in roles allow. Administrators of the operator's organization may create organizations, too. */
export const builtInRoles: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  admin: everything,
  editor,
  member,
  auditor,
};

/** Who may use a route: everybody, everybody who is signed in, or whoever has a permission. */
export type RouteAccess = Permission | 'public' | 'signed-in';
