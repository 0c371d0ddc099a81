import { builtInRoles, BuiltInRole } from '@archestra/contracts';
import type {
  Installation,
  LogLine,
  Memory,
  Permission,
  Principal,
  PrincipalSnapshot,
  Profile,
  ServerStatus,
  ToolCallSummary,
  User,
} from '@archestra/contracts';
import type { MessageContext } from '@archestra/messaging';

export const organizationId = '019a0000-0000-7000-8000-000000000001';
export const serverId = '019a0000-0000-7000-8000-000000000010';
export const foreignServerId = '019a0000-0000-7000-8000-0000000000ff';
export const profileId = '019a0000-0000-7000-8000-000000000020';
export const callId = '019a0000-0000-7000-8000-000000000030';
export const at = '2026-11-21T10:00:00.000Z';

const person = (digit: string, role: BuiltInRole): User => ({
  id: `019a0000-0000-7000-8000-00000000000${digit}`,
  organizationId,
  email: `${role}@example.com`,
  name: role,
  role,
  roleName: role,
  isActive: true,
  teamIds: [],
  mustChangePassword: role === 'admin',
  createdAt: at,
});
export const admin = person('2', 'admin');
export const member = person('3', 'member');
export const people = [admin, member];

/** What somebody may do here; the administrator operates the platform. */
const permissionsOf = ({ role }: User): Permission[] => {
  const permissions = [...builtInRoles[BuiltInRole.parse(role)]];
  return role === 'admin' ? [...permissions, 'organization:create'] : permissions;
};
export const rightsOf = (user: User): PrincipalSnapshot => ({
  organizationId: user.organizationId,
  isActive: true,
  permissions: permissionsOf(user),
  teamIds: [],
});
export const principalOf = (user: User): Principal => ({
  kind: 'user',
  id: user.id,
  organizationId: user.organizationId,
  name: user.name,
  email: user.email,
  permissions: permissionsOf(user),
  teamIds: [],
  scopes: null,
  profileIds: null,
  expiresAt: null,
});
export const password = 'correct horse battery';

export const installation: Installation = {
  id: serverId,
  catalogItemId: '019a0000-0000-7000-8000-000000000011',
  catalogVersionId: '019a0000-0000-7000-8000-000000000012',
  version: '1.0.0',
  fields: [],
  configuration: {},
  visibility: { everyone: true, teamIds: [] },
  name: 'everything',
  title: 'Everything',
  description: '',
  source: {
    kind: 'package',
    registry: 'npm',
    package: '@modelcontextprotocol/server-everything',
    version: '2026.8.31',
    arguments: ['--key=sesame'],
    environment: { API_KEY: 'sesame' },
    directories: [],
    egressHosts: [],
    limits: {},
  },
  status: 'ready',
  statusMessage: 'Ready.',
  facts: null,
  toolCount: 1,
  quarantinedCount: 0,
  createdAt: at,
  updatedAt: at,
};
export const echo = { name: 'echo', inputSchema: { type: 'object' }, pin: 'a'.repeat(64) };

export const runtime: ServerStatus = {
  serverId,
  phase: 'running',
  message: 'Running.',
  sandbox: 'bubblewrap',
  pid: 1,
  restarts: 0,
  startedAt: at,
  memoryBytes: 1,
  cpuMs: 1,
  instances: [],
  violations: { garbageLines: 0, duplicateAnswers: 0, oversizedFrames: 0 },
};

export const profile: Profile = {
  id: profileId,
  name: 'Default',
  description: '',
  access: { everyone: true, teamIds: [], userIds: [] },
  ownerId: null,
  assignments: [{ installationId: serverId, tools: ['echo', 'withheld'] }],
  createdAt: at,
  updatedAt: at,
};

export const call: ToolCallSummary = {
  id: callId,
  at,
  outcome: 'answered',
  method: 'tools/call',
  name: 'echo',
  serverName: 'everything',
  profileId,
  profileName: 'Default',
  userName: 'admin',
  clientName: 'test',
  error: null,
  decision: 'allow',
  isError: false,
  durationUs: 1_000,
  repeated: 1,
};

/** What the fake services hold and what they were asked; reset it before each test. */
export class World {
  sessions = new Map<string, User>();
  memories = new Map<string, Memory>();
  lines: LogLine[] = [];
  catalog = new Set<string>();
  asked: { subject: string; input: unknown; context: MessageContext }[] = [];
  /** Makes `registry.installation.create` fail. */
  failing = false;
  verified = 0;

  note(subject: string, input: unknown, context: MessageContext): void {
    this.asked.push({ subject, input, context });
  }
}
