import { Permission } from '@archestra/contracts';

/** Columns of the matrix: what an action reaches. */
export const columns = [
  { id: 'see', label: 'See' },
  { id: 'change', label: 'Change' },
  { id: 'all', label: 'Whole organization' },
  { id: 'special', label: 'More' },
] as const;
export type Column = (typeof columns)[number]['id'];

const columnOf: Readonly<Record<string, Column>> = {
  read: 'see',
  write: 'change',
  manage: 'all',
  audit: 'all',
  review: 'special',
  use: 'special',
  create: 'special',
};

/** What permissions are about, in the order a person thinks of them. A spec keeps it complete. */
export const resourceGroups: readonly {
  label: string;
  resources: readonly (readonly [id: string, label: string])[];
}[] = [
  {
    label: 'Servers',
    resources: [
      ['catalog', 'Catalog'],
      ['server-request', 'Requests'],
      ['mcp-server', 'Servers'],
      ['mcp-server-log', 'Logs'],
      ['egress', 'Connections out'],
      ['tool-change', 'Changed tools'],
      ['tool-contract', 'Tool contracts'],
    ],
  },
  {
    label: 'Use',
    resources: [
      ['profile', 'Profiles'],
      ['credential', 'Credentials'],
      ['team-credential', 'Team credentials'],
      ['token', 'Own tokens'],
      ['memory', 'Memories'],
      ['chat', 'Chats'],
      ['prompt', 'Prompts'],
    ],
  },
  {
    label: 'Models',
    resources: [
      ['model', 'Models'],
      ['provider', 'Providers'],
      ['llm-call', 'Calls of models'],
      ['price', 'Prices'],
      ['budget', 'Budgets'],
      ['optimization-rule', 'Optimization rules'],
    ],
  },
  {
    label: 'People',
    resources: [
      ['organization', 'Organization'],
      ['user', 'People'],
      ['invitation', 'Invitations'],
      ['team', 'Teams'],
      ['role', 'Roles'],
      ['shared-token', 'Shared tokens'],
    ],
  },
  {
    label: 'Oversight',
    resources: [
      ['mcp-tool-call', 'Calls'],
      ['audit-entry', 'Audit'],
      ['usage', 'Usage'],
      ['block-rule', 'Blocks'],
      ['tool-policy', 'Tool policies'],
      ['approval', 'Approvals'],
      ['quarantine', 'Quarantine'],
    ],
  },
];

const split = (permission: Permission): readonly [resource: string, action: string] => {
  const [resource = '', action = ''] = permission.split(':');
  return [resource, action];
};

/** The permissions of one resource by column; a resource without an action in a column has nothing there. */
export const cellsOf = (resource: string): Partial<Record<Column, Permission>> => {
  const cells: Partial<Record<Column, Permission>> = {};
  for (const permission of Permission.options) {
    const [about, action] = split(permission);
    if (about === resource) cells[columnOf[action] ?? 'special'] = permission;
  }
  return cells;
};

/** What two sets of permissions do not have in common, in the order of the contract. */
export const difference = (
  before: readonly Permission[],
  after: readonly Permission[],
): { gained: Permission[]; lost: Permission[] } => ({
  gained: Permission.options.filter((name) => after.includes(name) && !before.includes(name)),
  lost: Permission.options.filter((name) => before.includes(name) && !after.includes(name)),
});

/** Why a person may not grant a permission; nothing when they may. */
export const obstacleTo = (permission: Permission, own: readonly Permission[]): string | undefined => {
  if (own.includes(permission)) return undefined;
  return permission === 'organization:create'
    ? 'Only administrators of the operator’s organization have this.'
    : 'You do not have this yourself, so you cannot grant it.';
};
