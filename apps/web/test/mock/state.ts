import {
  AppError,
  type AuditEntry,
  type BlockRule,
  type EffectiveContract,
  type Memory,
  type User,
} from '@archestra/contracts';
import { ago, id } from './base.ts';
import { admin, member } from './people.ts';
import { servers, toolsOf } from './sample.ts';

/** Who is signed in: one person for the whole mock. */
export const session: { user: User | null } = { user: null };

export const memories: Memory[] = [
  { name: 'preferred language', value: 'Answers in English, code comments too.', updatedAt: ago(12) },
  {
    name: 'deploy window',
    value: 'Tuesday and Thursday, 10:00 to 12:00 UTC.\nNever on the last day of a quarter.',
    updatedAt: ago(60 * 26),
  },
  {
    name: 'team',
    value: 'Platform team: Ada, Max, Noor. The on-call person is in #platform-on-call.',
    updatedAt: ago(60 * 24 * 8),
  },
];

const first = servers[0];
if (!first) throw new AppError('INTERNAL', 'The samples have no server.');
export const blockRules: BlockRule[] = [
  {
    id: id(6, 1),
    serverId: first.id,
    tool: 'delete_file',
    profileId: null,
    note: 'Incident 42: nobody deletes until it is closed.',
    createdAt: ago(90),
  },
];

const effectOf = (name: string): EffectiveContract['contract']['effect'] => {
  if (/delete|move/.test(name)) return 'destructive';
  if (/comment/.test(name)) return 'egress';
  return /write|edit|set|create/.test(name) ? 'write' : 'none';
};

export const contracts = new Map<string, EffectiveContract[]>(
  servers.map((server, index) => [
    server.id,
    (toolsOf.get(server.id) ?? []).map((tool, number): EffectiveContract => {
      if (index === 1)
        return {
          serverId: server.id,
          tool: tool.name,
          origin: 'none',
          contract: { effect: 'egress', output: { integrity: 'untrusted', audience: [] } },
        };
      const contract = {
        effect: effectOf(tool.name),
        output: { integrity: index === 3 ? ('untrusted' as const) : ('trusted' as const), audience: 'public' as const },
      };
      return { serverId: server.id, tool: tool.name, origin: number === 2 ? 'administrator' : 'pack', contract };
    }),
  ]),
);

const entry = (
  number: number,
  type: string,
  data: unknown,
  principal: string | null = `user:${admin.id}`,
): AuditEntry => ({
  id: id(7, number),
  at: ago(number * 37),
  type,
  principal,
  data,
});
export const auditEntries: AuditEntry[] = [
  entry(9, 'identity.user.changed', {
    id: member.id,
    name: member.name,
    before: { role: 'editor', roleName: 'Editor', isActive: true, teamIds: [id(9, 2)] },
    after: { role: 'member', roleName: 'Member', isActive: true, teamIds: [id(9, 2)] },
  }),
  entry(10, 'orchestrator.credential.changed', {
    id: id(11, 2),
    serverId: id(2, 4),
    scope: 'team',
    ownerId: id(9, 1),
    before: ['X-Api-Key'],
    after: ['X-Api-Key', 'X-Workspace-Secret'],
  }),
  entry(11, 'identity.team-member.changed', {
    id: member.id,
    name: member.name,
    teamId: id(9, 2),
    teamName: 'support',
    before: null,
    after: { isLead: false },
  }),
  entry(1, 'sanitizer.block-rule.created', { rule: blockRules[0] }),
  entry(2, 'identity.token.created', { tokenId: id(5, 1), userId: admin.id, name: 'Claude Code on ada-laptop' }),
  entry(
    3,
    'orchestrator.server.failed',
    { serverId: id(2, 5), name: 'web-fetch', message: 'Exit code 1' },
    'service:orchestrator',
  ),
  entry(4, 'sanitizer.contract.changed', {
    serverId: first.id,
    tool: 'list_directory',
    before: null,
    after: { effect: 'none' },
  }),
  entry(5, 'registry.profile.changed', { id: id(4, 1), name: 'Default' }),
  entry(6, 'registry.installation.created', { id: id(2, 5), name: 'web-fetch' }),
  entry(7, 'identity.session.refused', { email: 'root@archestra.local' }, null),
  entry(8, 'identity.session.created', { userId: member.id }, `user:${member.id}`),
];
