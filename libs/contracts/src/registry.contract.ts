import { z } from 'zod';
import { Empty, Id, JsonObject, Slug, Timestamp, page, PageRequest } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';
import { snapshot } from './snapshot.ts';

const packageName = z
  .string()
  .regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i)
  .max(214);
const argument = z.string().max(1_024);

/** A program from a package registry, run over stdio in a sandbox. `version` is exact: what was reviewed is what runs. */
export const PackageSource = z.object({
  kind: z.literal('package'),
  registry: z.enum(['npm', 'pypi']),
  package: packageName,
  version: z
    .string()
    .regex(/^[\w.+-]+$/)
    .max(64),
  arguments: z.array(argument).max(64).default([]),
  /** Not for secrets: visible to every administrator. */
  environment: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), z.string().max(4_096)).default({}),
  /** Host directories the server may see, each at the same path; nothing else of the host is visible. */
  directories: z
    .array(z.object({ path: z.string().startsWith('/').max(1_024), writable: z.boolean().default(false) }))
    .max(16)
    .default([]),
  /** Whether the server may open network connections at all. */
  network: z.boolean().default(false),
});

/** A server that is already running somewhere and speaks Streamable HTTP. */
export const RemoteSource = z.object({ kind: z.literal('remote'), url: z.url({ protocol: /^https?$/ }).max(2_048) });

/** A server that is part of the platform, named by the service that answers for it. */
export const BuiltInSource = z.object({ kind: z.literal('builtin'), service: z.enum(['knowledge']) });

export const ServerSource = z.discriminatedUnion('kind', [PackageSource, RemoteSource, BuiltInSource]);
export type ServerSource = z.output<typeof ServerSource>;

/** A stable identity of what runs, for reviewed contract packs: `npm:@scope/name`, `remote:https://host/path`, `builtin:knowledge`. */
export const SourceIdentity = z.string().max(2_200);
export const sourceIdentity = (source: ServerSource): string => {
  if (source.kind === 'package') return `${source.registry}:${source.package}`;
  return source.kind === 'remote' ? `remote:${source.url}` : `builtin:${source.service}`;
};

export const CatalogItem = z.object({
  id: Id,
  name: Slug,
  title: z.string().min(1).max(120),
  description: z.string().max(2_000),
  source: ServerSource,
  createdAt: Timestamp,
});
export type CatalogItem = z.output<typeof CatalogItem>;

/** A tool definition as the server gave it, plus its pin: SHA-256 over the canonical JSON of name, description, schemas and annotations. */
export const Tool = z.object({
  name: z.string().min(1).max(256),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
  icons: z.array(JsonObject).optional(),
  execution: JsonObject.optional(),
  _meta: JsonObject.optional(),
  pin: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Tool = z.output<typeof Tool>;

export const InstallationStatus = z.enum(['pending', 'starting', 'ready', 'failed', 'stopped']);
export type InstallationStatus = z.output<typeof InstallationStatus>;

/** What a server said of itself at initialization. */
export const ServerFacts = z.object({
  protocolVersion: z.string(),
  capabilities: JsonObject,
  instructions: z.string().optional(),
  serverInfo: JsonObject.optional(),
});
export type ServerFacts = z.output<typeof ServerFacts>;

/** An installed server; its id is the `serverId` of every subject, policy and record. */
export const Installation = z.object({
  id: Id,
  catalogItemId: Id,
  name: Slug,
  title: z.string(),
  description: z.string(),
  source: ServerSource,
  status: InstallationStatus,
  /** One sentence for a person: why it is not ready, and what to do. */
  statusMessage: z.string(),
  facts: ServerFacts.nullable(),
  toolCount: z.number().int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Installation = z.output<typeof Installation>;

/** Which tools of a server a profile grants. A tool that appears later is not granted until someone adds it. */
export const Assignment = z.object({ installationId: Id, tools: z.array(z.string()) });
export type Assignment = z.output<typeof Assignment>;

export const Profile = z.object({
  id: Id,
  name: z.string().min(1).max(80),
  description: z.string().max(2_000),
  assignments: z.array(Assignment),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Profile = z.output<typeof Profile>;

const InstallationWithTools = Installation.extend({ tools: z.array(Tool) });
const byId = z.object({ id: Id });

export const registry = {
  createCatalogItem: rpc(
    'registry.catalog-item.create',
    z.object({
      name: Slug,
      title: z.string().min(1).max(120),
      description: z.string().max(2_000).default(''),
      source: ServerSource,
    }),
    CatalogItem,
  ),
  listCatalogItems: rpc('registry.catalog-item.list', PageRequest, page(CatalogItem)),
  deleteCatalogItem: rpc('registry.catalog-item.delete', byId, Empty),
  createInstallation: rpc(
    'registry.installation.create',
    z.object({ catalogItemId: Id, name: Slug.optional() }),
    Installation,
  ),
  listInstallations: rpc('registry.installation.list', PageRequest, page(Installation)),
  getInstallation: rpc('registry.installation.get', byId, InstallationWithTools),
  deleteInstallation: rpc('registry.installation.delete', byId, Empty),
  /** Asks the server for its tools again; answers once the job is queued. */
  refreshInstallation: rpc('registry.installation.refresh', byId, Empty),
  createProfile: rpc(
    'registry.profile.create',
    z.object({ name: z.string().min(1).max(80), description: z.string().max(2_000).default('') }),
    Profile,
  ),
  listProfiles: rpc('registry.profile.list', PageRequest, page(Profile)),
  getProfile: rpc('registry.profile.get', byId, Profile),
  updateProfile: rpc(
    'registry.profile.update',
    z.object({ id: Id, name: z.string().min(1).max(80), description: z.string().max(2_000) }),
    Profile,
  ),
  deleteProfile: rpc('registry.profile.delete', byId, Empty),
  /** Replaces the tools a profile grants of one server; an empty list removes the server from the profile. */
  setAssignment: rpc(
    'registry.assignment.set',
    z.object({ profileId: Id, installationId: Id, tools: z.array(z.string()).max(2_000) }),
    Profile,
  ),
} as const;

export const registryEvents = {
  catalogItemCreated: event('registry.catalog-item.created', z.object({ id: Id, name: z.string() })),
  catalogItemDeleted: event('registry.catalog-item.deleted', z.object({ id: Id, name: z.string() })),
  installationCreated: event('registry.installation.created', z.object({ id: Id, name: z.string() })),
  installationChanged: event(
    'registry.installation.changed',
    z.object({ id: Id, name: z.string(), status: InstallationStatus, statusMessage: z.string() }),
  ),
  installationDeleted: event('registry.installation.deleted', z.object({ id: Id, name: z.string() })),
  profileCreated: event('registry.profile.created', z.object({ id: Id, name: z.string() })),
  profileChanged: event('registry.profile.changed', z.object({ id: Id, name: z.string() })),
  profileDeleted: event('registry.profile.deleted', z.object({ id: Id, name: z.string() })),
} as const;

/** A granted tool as the gateway serves it: `exposedName` is what the client sees, `tool.name` what the server knows. */
export const GrantedTool = z.object({ exposedName: z.string().min(1).max(64), tool: Tool });

export const ProfileServer = z.object({
  serverId: Id,
  name: Slug,
  source: SourceIdentity,
  facts: ServerFacts,
  tools: z.array(GrantedTool),
});
export type ProfileServer = z.output<typeof ProfileServer>;

/** Everything the gateway and the sanitizer need to serve one profile from memory. Keyed by profile id. */
export const ProfileSnapshot = z.object({
  id: Id,
  organizationId: Id,
  name: z.string(),
  description: z.string(),
  servers: z.array(ProfileServer),
});
export type ProfileSnapshot = z.output<typeof ProfileSnapshot>;
export const profiles = snapshot('profiles', ProfileSnapshot);

/** The desired state the orchestrator converges to. Keyed by installation id. `generation` grows when a restart is wanted. */
export const DesiredServer = z.object({
  id: Id,
  organizationId: Id,
  name: Slug,
  source: ServerSource,
  generation: z.number().int(),
});
export type DesiredServer = z.output<typeof DesiredServer>;
export const installations = snapshot('installations', DesiredServer);
