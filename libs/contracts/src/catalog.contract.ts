import { z } from 'zod';
import { Empty, Id, JsonObject, PageRequest, SearchText, Slug, Timestamp, page } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';
import { ConfigurationField, ServerSource, SubmittedSource } from './server-source.ts';

/** Who may see or use something: everybody of the organization, or members of these teams. Owners and managers always may. */
export const Visibility = z.object({ everyone: z.boolean(), teamIds: z.array(Id).max(200) });
export type Visibility = z.output<typeof Visibility>;

/** One immutable version: what was reviewed. `digest` is the SHA-256 of the canonical JSON of source and fields. */
export const CatalogVersion = z.object({
  id: Id,
  catalogItemId: Id,
  version: z.string().min(1).max(64),
  source: ServerSource,
  fields: z.array(ConfigurationField).max(64),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  createdBy: Id.nullable(),
  createdAt: Timestamp,
});
export type CatalogVersion = z.output<typeof CatalogVersion>;

const label = z
  .string()
  .regex(/^[a-z0-9][a-z0-9 ._-]{0,38}$/, 'lower case letters, digits, spaces, dots and dashes, up to 40 characters');
export const Labels = z.array(label).max(20);

export const CatalogItem = z.object({
  id: Id,
  name: Slug,
  title: z.string().min(1).max(120),
  description: z.string().max(2_000),
  labels: Labels,
  /** Who answers for it; null for what came with the platform. */
  ownerId: Id.nullable(),
  visibility: Visibility,
  /** The newest version. */
  latest: CatalogVersion,
  versionCount: z.number().int().positive(),
  installationCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type CatalogItem = z.output<typeof CatalogItem>;

/** What a person fills in for a new item; the first version is `version`. */
export const CatalogDraft = z.object({
  name: Slug,
  title: z.string().min(1).max(120),
  description: z.string().max(2_000).default(''),
  labels: Labels.default([]),
  visibility: Visibility.default({ everyone: true, teamIds: [] }),
  version: z.string().min(1).max(64).default('1.0.0'),
  source: SubmittedSource,
  fields: z.array(ConfigurationField).max(64).default([]),
});
export type CatalogDraft = z.output<typeof CatalogDraft>;

/** Who asks, for lists that depend on the person: their teams and whether they see everything. */
export const Viewer = z.object({ userId: Id.nullable(), teamIds: z.array(Id), seesAll: z.boolean() });
export type Viewer = z.output<typeof Viewer>;

const byId = z.object({ id: Id });

export const catalog = {
  createCatalogItem: rpc('registry.catalog-item.create', CatalogDraft.extend({ ownerId: Id }), CatalogItem),
  /** `query` searches name, title, description, labels and tool names; `label` and `kind` narrow. */
  listCatalogItems: rpc(
    'registry.catalog-item.list',
    PageRequest.extend({
      viewer: Viewer,
      query: SearchText.optional(),
      label: SearchText.max(40).optional(),
      kind: z.enum(['package', 'image', 'remote', 'builtin']).optional(),
    }),
    page(CatalogItem),
  ),
  getCatalogItem: rpc(
    'registry.catalog-item.get',
    byId.extend({ viewer: Viewer }),
    CatalogItem.extend({ versions: z.array(CatalogVersion) }),
  ),
  updateCatalogItem: rpc(
    'registry.catalog-item.update',
    byId.extend({
      viewer: Viewer,
      title: z.string().min(1).max(120),
      description: z.string().max(2_000),
      labels: Labels,
      visibility: Visibility,
    }),
    CatalogItem,
  ),
  /** Refused with `CONFLICT` while it is installed. */
  deleteCatalogItem: rpc('registry.catalog-item.delete', byId.extend({ viewer: Viewer }), Empty),
  createCatalogVersion: rpc(
    'registry.catalog-version.create',
    byId.extend({
      viewer: Viewer,
      createdBy: Id,
      version: z.string().min(1).max(64),
      source: SubmittedSource,
      fields: z.array(ConfigurationField).max(64).default([]),
    }),
    CatalogVersion,
  ),
  listLabels: rpc(
    'registry.catalog-label.list',
    z.object({ viewer: Viewer }),
    z.object({ items: z.array(z.object({ label: z.string(), count: z.number().int() })) }),
  ),
  /** Reads a `server.json` document and answers what would be created; one draft for each package and remote it lists. Validated by the official schema. */
  readServerJson: rpc(
    'registry.server-json.read',
    z.object({ document: JsonObject }),
    z.object({ drafts: z.array(CatalogDraft), warnings: z.array(z.string()) }),
  ),
  writeServerJson: rpc(
    'registry.server-json.write',
    byId.extend({ viewer: Viewer, version: z.string().max(64).optional() }),
    z.object({ document: JsonObject }),
  ),
} as const;

const change = <T extends z.ZodType>(shape: T) =>
  z.object({ id: Id, name: z.string(), before: shape.nullable(), after: shape.nullable() });
const itemFacts = CatalogItem.pick({ title: true, description: true, labels: true, visibility: true });

export const catalogEvents = {
  catalogItemCreated: event('registry.catalog-item.created', change(itemFacts)),
  catalogItemChanged: event('registry.catalog-item.changed', change(itemFacts)),
  catalogItemDeleted: event('registry.catalog-item.deleted', change(itemFacts)),
  catalogVersionCreated: event(
    'registry.catalog-version.created',
    z.object({ id: Id, catalogItemId: Id, name: z.string(), version: z.string(), digest: z.string() }),
  ),
} as const;
