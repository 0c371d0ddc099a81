import { z } from 'zod';
import { catalog, catalogEvents, Viewer, Visibility } from './catalog.contract.ts';
import { Empty, Id, PageRequest, SearchText, Slug, Timestamp, page } from './common.ts';
import { event } from './event.ts';
import { request, requestEvents } from './request.contract.ts';
import { rpc } from './rpc.ts';
import { Configuration, ConfigurationField, ServerSource, SourceIdentity } from './server-source.ts';
import { snapshot } from './snapshot.ts';
import { ServerFacts, Tool } from './tool.contract.ts';

export const InstallationStatus = z.enum(['pending', 'starting', 'ready', 'failed', 'stopped']);
export type InstallationStatus = z.output<typeof InstallationStatus>;

/** An installed server; its id is the `serverId` of every subject, policy and record. */
export const Installation = z.object({
  id: Id,
  catalogItemId: Id,
  catalogVersionId: Id,
  version: z.string(),
  name: Slug,
  title: z.string(),
  description: z.string(),
  source: ServerSource,
  fields: z.array(ConfigurationField),
  configuration: Configuration,
  /** Who may see it; a copy of its catalog item's, kept in step. */
  visibility: Visibility,
  status: InstallationStatus,
  /** One sentence for a person: why it is not ready, and what to do. */
  statusMessage: z.string(),
  facts: ServerFacts.nullable(),
  toolCount: z.number().int(),
  /** Tools whose definition changed and waits for a reviewer. */
  quarantinedCount: z.number().int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Installation = z.output<typeof Installation>;

/** Which tools of a server a profile grants. A tool that appears later is not granted until someone adds it. */
export const Assignment = z.object({ installationId: Id, tools: z.array(z.string()) });
export type Assignment = z.output<typeof Assignment>;

/** Who may use a profile: everybody of the organization, members of teams, single people. Nobody else, administrators included. */
export const ProfileAccess = z.object({
  everyone: z.boolean(),
  teamIds: z.array(Id).max(200),
  userIds: z.array(Id).max(1_000),
});
export type ProfileAccess = z.output<typeof ProfileAccess>;

export const Profile = z.object({
  id: Id,
  name: z.string().min(1).max(80),
  description: z.string().max(2_000),
  access: ProfileAccess,
  ownerId: Id.nullable(),
  assignments: z.array(Assignment),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Profile = z.output<typeof Profile>;

/** A definition that differs from the accepted one. The tool is withheld from every profile until a reviewer decides. */
export const ToolChange = z.object({
  installationId: Id,
  installationName: Slug,
  tool: z.string(),
  /** Null: the tool is gone; what was granted stays withheld. */
  pending: Tool.nullable(),
  accepted: Tool,
  /** Profiles that lose the tool meanwhile. */
  profileIds: z.array(Id),
  since: Timestamp,
});
export type ToolChange = z.output<typeof ToolChange>;

const InstallationWithTools = Installation.extend({ tools: z.array(Tool), changes: z.array(ToolChange) });
const byId = z.object({ id: Id });
const viewed = byId.extend({ viewer: Viewer });
const toolList = z.array(z.string()).max(2_000);
const changeId = z.object({ installationId: Id, tool: z.string(), pendingPin: Tool.shape.pin });

export const registry = {
  ...catalog,
  ...request,
  createInstallation: rpc(
    'registry.installation.create',
    z.object({
      catalogItemId: Id,
      catalogVersionId: Id.optional(),
      name: Slug.optional(),
      configuration: Configuration.default({}),
    }),
    Installation,
  ),
  listInstallations: rpc('registry.installation.list', PageRequest.extend({ viewer: Viewer }), page(Installation)),
  getInstallation: rpc('registry.installation.get', viewed, InstallationWithTools),
  /** Other answers to the configuration fields, or another version: the server restarts with it. */
  updateInstallation: rpc(
    'registry.installation.update',
    byId.extend({ catalogVersionId: Id.optional(), configuration: Configuration.optional() }),
    Installation,
  ),
  deleteInstallation: rpc('registry.installation.delete', byId, Empty),
  /** Asks the server for its tools again; answers once the job is queued. */
  refreshInstallation: rpc('registry.installation.refresh', byId, Empty),

  listToolChanges: rpc(
    'registry.tool-change.list',
    PageRequest.extend({ viewer: Viewer, installationId: Id.optional() }),
    page(ToolChange),
  ),
  /** Makes the pending definition the accepted one, in every profile that granted the tool. `CONFLICT` when it changed again meanwhile. */
  acceptToolChange: rpc('registry.tool-change.accept', changeId, Empty),
  /** Keeps the tool withheld and takes it out of every profile. */
  rejectToolChange: rpc('registry.tool-change.reject', changeId, Empty),

  createProfile: rpc(
    'registry.profile.create',
    z.object({
      name: z.string().min(1).max(80),
      description: z.string().max(2_000).default(''),
      access: ProfileAccess.optional(),
      ownerId: Id.optional(),
    }),
    Profile,
  ),
  listProfiles: rpc(
    'registry.profile.list',
    PageRequest.extend({ viewer: Viewer, query: SearchText.optional() }),
    page(Profile),
  ),
  getProfile: rpc('registry.profile.get', viewed, Profile),
  updateProfile: rpc(
    'registry.profile.update',
    viewed.extend({
      name: z.string().min(1).max(80),
      description: z.string().max(2_000),
      access: ProfileAccess.optional(),
    }),
    Profile,
  ),
  deleteProfile: rpc('registry.profile.delete', viewed, Empty),
  /** Replaces the tools a profile grants of one server; an empty list removes the server from the profile. */
  setAssignment: rpc(
    'registry.assignment.set',
    z.object({ profileId: Id, installationId: Id, tools: toolList, viewer: Viewer }),
    Profile,
  ),
  /** Adds or removes tools of servers in many profiles at once; all of it or nothing. */
  assignMany: rpc(
    'registry.assignment.set-many',
    z.object({
      viewer: Viewer,
      profileIds: z.array(Id).min(1).max(1_000),
      add: z
        .array(Assignment.extend({ tools: toolList }))
        .max(200)
        .default([]),
      remove: z
        .array(Assignment.extend({ tools: toolList }))
        .max(200)
        .default([]),
    }),
    z.object({ profiles: z.number().int(), added: z.number().int(), removed: z.number().int() }),
    10_000,
  ),
} as const;

const named = z.object({ id: Id, name: z.string() });
const profileFacts = Profile.pick({ name: true, description: true, access: true, assignments: true });
const profileChange = named.extend({ before: profileFacts.nullable(), after: profileFacts.nullable() });
const toolChangeFact = z.object({
  id: Id,
  name: z.string(),
  tool: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

export const registryEvents = {
  ...catalogEvents,
  ...requestEvents,
  installationCreated: event('registry.installation.created', named),
  installationChanged: event(
    'registry.installation.changed',
    named.extend({ status: InstallationStatus, statusMessage: z.string() }),
  ),
  installationDeleted: event('registry.installation.deleted', named),
  /** `before` and `after` are pins. */
  toolQuarantined: event('registry.tool.quarantined', toolChangeFact),
  toolAccepted: event('registry.tool.accepted', toolChangeFact),
  toolRejected: event('registry.tool.rejected', toolChangeFact),
  profileCreated: event('registry.profile.created', profileChange),
  profileChanged: event('registry.profile.changed', profileChange),
  profileDeleted: event('registry.profile.deleted', profileChange),
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
  access: ProfileAccess,
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
  fields: z.array(ConfigurationField).default([]),
  configuration: Configuration.default({}),
  /** The object applied with kubectl that this installation came from; the operator adopts it. */
  adopts: z.object({ namespace: z.string(), name: z.string(), uid: z.string() }).optional(),
  generation: z.number().int(),
});
export type DesiredServer = z.output<typeof DesiredServer>;
export const installations = snapshot('installations', DesiredServer);
