import type { CallFilter } from '../call/filter.ts';

/** Every query key of the console: what a change has to refresh is looked up here. */
export const keys = {
  session: ['session'] as const,
  status: ['status'] as const,
  servers: ['servers'] as const,
  serverList: ['servers', 'list'] as const,
  server: (id: string) => ['servers', 'one', id] as const,
  toolChanges: ['servers', 'tool-changes'] as const,
  catalog: ['catalog'] as const,
  requests: ['requests'] as const,
  profiles: ['profiles'] as const,
  profileList: ['profiles', 'list'] as const,
  profile: (id: string) => ['profiles', 'one', id] as const,
  profileTools: (id: string) => ['profiles', 'tools', id] as const,
  calls: ['calls'] as const,
  callList: (filter: CallFilter) => ['calls', 'list', filter] as const,
  call: (id: string) => ['calls', 'one', id] as const,
  memories: ['memories'] as const,
  tokens: ['tokens'] as const,
  blockRules: ['block-rules'] as const,
  auditEntries: ['audit-entries'] as const,
  users: ['users'] as const,
};
