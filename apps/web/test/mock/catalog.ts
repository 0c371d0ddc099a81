import { createHash } from 'node:crypto';
import type { CatalogItem, CatalogVersion, ConfigurationField, ServerSource } from '@archestra/contracts';
import { ago, id } from './base.ts';
import { admin, teams, users } from './people.ts';
import { servers } from './sample.ts';

const DAY = 60 * 24;
const editor = users[2]?.id ?? admin.id;

export type StoredItem = Omit<CatalogItem, 'latest' | 'versionCount' | 'installationCount'>;

/** The digest is over what was reviewed: source and fields. */
export const digestOf = (source: ServerSource, fields: ConfigurationField[]): string =>
  createHash('sha256').update(JSON.stringify({ source, fields })).digest('hex');

const field = (part: Partial<ConfigurationField> & { name: string }): ConfigurationField => ({
  in: 'env',
  title: '',
  description: '',
  isSecret: false,
  isRequired: false,
  choices: [],
  ...part,
});

interface Offered {
  name: string;
  title: string;
  description: string;
  labels: string[];
  version: string;
  source: ServerSource;
  fields?: ConfigurationField[];
  teamIds?: string[];
}

const offered: Offered[] = [
  {
    name: 'code-forge',
    title: 'Code forge',
    description: 'Repositories, pull requests and reviews. Each person signs in with their own access token.',
    labels: ['engineering', 'code'],
    version: '2.1.0',
    source: {
      kind: 'image',
      image: 'registry.example.com/mcp/code-forge:2.1.0',
      transport: 'http',
      command: [],
      arguments: ['--read-only'],
      environment: { LOG_LEVEL: 'info' },
      port: 8_080,
      path: '/mcp',
      pullSecrets: ['registry-example'],
      egressHosts: ['api.forge.example.com', '*.forge-usercontent.example.com'],
      limits: { cpuMillis: 500, memoryBytes: 512 * 1024 ** 2 },
    },
    fields: [
      field({
        name: 'FORGE_TOKEN',
        title: 'Access token',
        description: 'Forge → Settings → Tokens. Needs “read repositories” only.',
        isSecret: true,
        isRequired: true,
      }),
      field({
        name: 'FORGE_REGION',
        title: 'Region',
        description: 'Where your organization is hosted.',
        isRequired: true,
        default: 'eu',
        choices: ['eu', 'us'],
      }),
    ],
  },
  {
    name: 'warehouse-sql',
    title: 'Warehouse SQL',
    description: 'Runs read-only queries against the data warehouse.',
    labels: ['data'],
    version: '0.9.2',
    source: {
      kind: 'package',
      registry: 'pypi',
      package: 'mcp-warehouse-sql',
      version: '0.9.2',
      arguments: [],
      environment: {},
      directories: [],
      egressHosts: ['warehouse.example.com:5432'],
      limits: {},
    },
    fields: [
      field({ name: 'WAREHOUSE_SCHEMA', title: 'Schema', isRequired: true, description: 'For example analytics.' }),
      field({ name: 'WAREHOUSE_PASSWORD', title: 'Password', isSecret: true, isRequired: true }),
    ],
    teamIds: [teams[0]?.id ?? ''],
  },
  {
    name: 'status-page',
    title: 'Status page',
    description: 'Reads and updates incidents of the public status page.',
    labels: ['operations'],
    version: '1.0.0',
    source: { kind: 'remote', url: 'https://mcp.status.example.com/mcp' },
    fields: [field({ in: 'header', name: 'Authorization', title: 'API key', isSecret: true, isRequired: true })],
  },
];

const labelsOf: Record<string, string[]> = {
  filesystem: ['files', 'engineering'],
  everything: ['examples'],
  'issue-tracker': ['engineering', 'tickets'],
  'web-fetch': ['web'],
};

export const items: StoredItem[] = [
  ...servers.map((server, index) => ({
    id: server.catalogItemId,
    name: server.name,
    title: server.title,
    description: server.description,
    labels: labelsOf[server.name] ?? [],
    ownerId: server.source.kind === 'builtin' ? null : index % 2 ? editor : admin.id,
    visibility: server.visibility,
    createdAt: server.createdAt,
    updatedAt: server.updatedAt,
  })),
  ...offered.map(({ source: _source, fields: _fields, version: _version, teamIds, ...text }, index) => ({
    ...text,
    id: id(0x30, index + 1),
    ownerId: editor,
    visibility: { everyone: teamIds === undefined, teamIds: teamIds ?? [] },
    createdAt: ago(DAY * (index + 3)),
    updatedAt: ago(DAY * (index + 1)),
  })),
];

const versionOf = (
  number: number,
  part: Pick<CatalogVersion, 'catalogItemId' | 'version' | 'source' | 'fields' | 'createdAt'>,
): CatalogVersion => ({
  id: id(0x31, number),
  digest: digestOf(part.source, part.fields),
  createdBy: editor,
  ...part,
});

const current: CatalogVersion[] = servers.map(
  ({ catalogItemId, catalogVersionId, version, source, fields, createdAt }, index) => ({
    ...versionOf(index + 1, { catalogItemId, version, source, fields, createdAt }),
    id: catalogVersionId,
  }),
);

const first = current[0];
const older: CatalogVersion[] =
  first?.source.kind === 'package'
    ? [
        versionOf(101, {
          catalogItemId: first.catalogItemId,
          version: '2026.7.1',
          source: {
            ...first.source,
            version: '2026.7.1',
            environment: {},
            directories: first.source.directories.slice(0, 1),
            egressHosts: ['telemetry.example.com'],
          },
          fields: [],
          createdAt: ago(DAY * 33),
        }),
      ]
    : [];

/** Oldest first within an item. */
export const versions: CatalogVersion[] = [
  ...older,
  ...current,
  ...offered.map(({ source, fields = [], version }, index) =>
    versionOf(201 + index, {
      catalogItemId: id(0x30, index + 1),
      version,
      source,
      fields,
      createdAt: ago(DAY * (index + 3)),
    }),
  ),
];
