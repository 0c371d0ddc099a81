import type {
  ConfigurationField,
  McpServerSummary,
  Profile,
  ProfileAccess,
  ServerSource,
  ServerStatus,
  Tool,
} from '@archestra/contracts';
import { ago, id } from './base.ts';
import { admin } from './people.ts';

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Where to look' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  required: ['path'],
};
const pin = (name: string): string => Buffer.from(name.padEnd(32, '·')).toString('hex').slice(0, 64);
const tool = (name: string, description: string): Tool => ({
  name,
  description,
  inputSchema: schema,
  annotations: { readOnlyHint: name.startsWith('read') },
  pin: pin(name),
});

const npm = (
  name: string,
  version: string,
  part: Partial<Extract<ServerSource, { kind: 'package' }>> = {},
): ServerSource => ({
  kind: 'package',
  registry: 'npm',
  package: name,
  version,
  arguments: [],
  environment: {},
  directories: [],
  egressHosts: [],
  limits: {},
  ...part,
});

const runtime = (serverId: string, part: Partial<ServerStatus> = {}): ServerStatus => ({
  serverId,
  phase: 'running',
  message: 'Running.',
  sandbox: 'bubblewrap',
  pid: 4_211,
  restarts: 0,
  startedAt: ago(190),
  memoryBytes: 71_303_168,
  cpuMs: 2_340,
  violations: { garbageLines: 0, duplicateAnswers: 0, oversizedFrames: 0 },
  instances: [],
  ...part,
});

const secret = (name: string, title: string, description: string, isRequired: boolean): ConfigurationField => ({
  in: name.includes('-') ? 'header' : 'env',
  name,
  title,
  description,
  isSecret: true,
  isRequired,
  choices: [],
});

interface Sample {
  name: string;
  title: string;
  description: string;
  source: ServerSource;
  part?: Partial<McpServerSummary>;
  runtime?: Partial<ServerStatus> | null;
  tools: Tool[];
}

const samples: Sample[] = [
  {
    name: 'filesystem',
    title: 'Filesystem',
    description: 'Reads and writes files in the directories it is given.',
    source: npm('@modelcontextprotocol/server-filesystem', '2026.8.31', {
      arguments: ['/srv/projects'],
      directories: [
        { path: '/srv/projects', writable: true },
        { path: '/srv/handbook', writable: false },
      ],
      environment: { LOG_LEVEL: 'info' },
    }),
    tools: [
      'read_text_file',
      'read_multiple_files',
      'list_directory',
      'directory_tree',
      'search_files',
      'get_file_info',
      'write_file',
      'edit_file',
      'move_file',
      'delete_file',
    ].map((name) =>
      tool(
        name,
        `${name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())}. Only works within allowed directories, and says clearly what it could not do.`,
      ),
    ),
  },
  {
    name: 'everything',
    title: 'Everything',
    description: 'Shows every feature of the protocol. Good for a first call.',
    source: npm('@modelcontextprotocol/server-everything', '2026.8.31'),
    runtime: { restarts: 2, violations: { garbageLines: 3, duplicateAnswers: 0, oversizedFrames: 0 } },
    tools: [
      tool('echo', 'Echoes back the input.'),
      tool('get-sum', 'Adds two numbers.'),
      tool('trigger-long-running-operation', 'Demonstrates progress updates.'),
      tool('get-tiny-image', 'Returns a tiny image.'),
    ],
  },
  {
    name: 'memory',
    title: 'Memory graph',
    description: 'Keeps a small knowledge graph.',
    source: npm('@modelcontextprotocol/server-memory', '2026.8.31'),
    runtime: { sandbox: 'none' },
    tools: [
      tool('create_entities', 'Creates entities in the knowledge graph.'),
      tool('read_graph', 'Reads the whole graph.'),
    ],
  },
  {
    name: 'issue-tracker',
    title: 'Issue tracker',
    description: 'Searches, reads and comments on issues of the engineering team. Hosted by the vendor.',
    source: { kind: 'remote', url: 'https://mcp.issues.example.com/v1/mcp' },
    part: {
      fields: [
        secret('X-Api-Key', 'API key', 'Settings → Developer → Personal keys. It needs the scope “issues”.', true),
        secret('X-Workspace-Secret', 'Workspace secret', 'Only for workspaces with a second lock.', false),
      ],
    },
    runtime: { sandbox: 'remote', pid: null, memoryBytes: null, cpuMs: null },
    tools: [
      tool('search_issues', 'Full-text search over issues.'),
      tool('read_issue', 'Reads an issue with its comments.'),
      tool('add_comment', 'Adds a public comment to an issue.'),
    ],
  },
  {
    name: 'web-fetch',
    title: 'Web fetch',
    description: 'Fetches a page and gives it as Markdown.',
    source: {
      kind: 'package',
      registry: 'pypi',
      package: 'mcp-server-fetch',
      version: '2026.6.4',
      arguments: [],
      environment: {},
      directories: [],
      egressHosts: ['*'],
      limits: {},
    },
    part: {
      fields: [secret('FETCH_PROXY_PASSWORD', 'Password of the proxy', '', true)],
      status: 'failed',
      statusMessage: 'The program ended with exit code 1 five times in a row. Look at its log, then restart it.',
    },
    runtime: {
      phase: 'failed',
      pid: null,
      restarts: 5,
      message: 'The program ended with exit code 1 five times in a row. Look at its log, then restart it.',
    },
    tools: [],
  },
  {
    name: 'archestra',
    title: 'Archestra memories',
    description: 'Remembers facts across chats and clients.',
    source: { kind: 'builtin', service: 'knowledge' },
    runtime: null,
    tools: [
      tool('list_memories', 'Lists what is remembered.'),
      tool('set_memory', 'Remembers a fact.'),
      tool('delete_memory', 'Forgets a fact.'),
    ],
  },
];

export const toolsOf = new Map<string, Tool[]>();

export const servers: McpServerSummary[] = samples.map(
  ({ name, title, description, source, part, runtime: state, tools }, index) => {
    const serverId = id(2, index + 1);
    toolsOf.set(serverId, tools);
    return {
      id: serverId,
      catalogItemId: id(3, index + 1),
      catalogVersionId: id(8, index + 1),
      version: source.kind === 'package' ? source.version : '1.0.0',
      name,
      title,
      description,
      source,
      fields: [],
      configuration: {},
      visibility: { everyone: true, teamIds: [] },
      status: 'ready',
      statusMessage: 'Ready.',
      facts: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: `${name}-server`, version: '1.4.0' },
      },
      toolCount: tools.length,
      quarantinedCount: 0,
      createdAt: ago(60 * 24 * (index + 2)),
      updatedAt: ago(60 * (index + 1)),
      runtime: state === null ? null : runtime(serverId, state),
      ...part,
    };
  },
);

const everyone: ProfileAccess = { everyone: true, teamIds: [], userIds: [] };
const only = (part: Partial<ProfileAccess>): ProfileAccess => ({ ...everyone, everyone: false, ...part });

interface ProfileSample {
  name: string;
  description: string;
  grants: number[];
  access: ProfileAccess;
  ownerId?: string;
}
const profileSamples: ProfileSample[] = [
  {
    name: 'Default',
    description: 'What everybody gets: files of the handbook, the issue tracker, memories.',
    grants: [0, 1, 3, 5],
    access: everyone,
  },
  {
    name: 'Support team',
    description: 'Reads tickets and answers them.',
    grants: [3],
    access: only({ teamIds: [id(9, 2)] }),
    ownerId: id(1, 4),
  },
  { name: 'Sandbox', description: '', grants: [], access: only({ userIds: [admin.id, id(1, 5)] }) },
  {
    name: 'Release days',
    description: 'Files of the projects and the issue tracker, for those who release.',
    grants: [0, 3],
    access: only({ teamIds: [id(9, 1)], userIds: [id(1, 2)] }),
    ownerId: id(1, 5),
  },
  { name: 'Handed over', description: 'Whose was this?', grants: [2], access: only({}), ownerId: id(1, 7) },
];

export const profiles: Profile[] = profileSamples.map(
  ({ name, description, grants, access, ownerId = admin.id }, index) => ({
    id: id(4, index + 1),
    name,
    description,
    access,
    ownerId,
    assignments: grants.flatMap((server) => {
      const installation = servers[server];
      const tools = installation ? (toolsOf.get(installation.id) ?? []).slice(0, 6).map((granted) => granted.name) : [];
      return installation ? [{ installationId: installation.id, tools }] : [];
    }),
    createdAt: ago(60 * 24 * 12),
    updatedAt: ago(60 * 5 * (index + 1)),
  }),
);
