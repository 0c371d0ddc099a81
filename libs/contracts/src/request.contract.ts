import { z } from 'zod';
import { CatalogDraft, Viewer } from './catalog.contract.ts';
import { Id, PageRequest, Timestamp, page } from './common.ts';
import { event } from './event.ts';
import { EgressAttempt } from './egress.contract.ts';
import { rpc } from './rpc.ts';
import { Configuration } from './server-source.ts';
import { ServerFacts, Tool } from './tool.contract.ts';

/** Something in a definition that a reviewer should look at. `where` is a path such as `search.description`. */
export const Finding = z.object({
  rule: z.enum([
    'instruction',
    'invisible-character',
    'look-alike-name',
    'cross-reference',
    'oversized-schema',
    'cyclic-schema',
    'encoded-text',
  ]),
  severity: z.enum(['notice', 'warning', 'danger']),
  tool: z.string().nullable(),
  where: z.string().max(1_000),
  message: z.string().max(1_000),
  /** At most 300 characters of the place, with invisible characters written as U+XXXX. */
  excerpt: z.string().max(1_000),
});
export type Finding = z.output<typeof Finding>;

/** A file that a server made where it may write. */
export const WrittenFile = z.object({ path: z.string(), bytes: z.number().int().nonnegative() });
export type WrittenFile = z.output<typeof WrittenFile>;

/** What a first run in a sandbox without network showed. */
export const Evidence = z.object({
  /** `unreachable`: a remote server or an image cannot be run here; `message` says what is known instead. */
  outcome: z.enum(['ran', 'failed', 'unreachable']),
  message: z.string().max(2_000),
  startedAt: Timestamp,
  durationMs: z.number().int().nonnegative(),
  facts: ServerFacts.nullable(),
  tools: z.array(Tool),
  findings: z.array(Finding),
  egress: z.array(EgressAttempt.pick({ host: true, port: true, verdict: true, reason: true })),
  /** What it wrote, the largest first; `null` where nobody could look. */
  filesWritten: z.array(WrittenFile).nullable(),
  licence: z.object({ name: z.string().max(200), file: z.string().max(1_000).nullable() }).nullable(),
  /** Integrity of the package as its registry gave it, or the digest of the image. */
  integrity: z.string().max(500).nullable(),
  log: z.array(z.string()).max(200),
});
export type Evidence = z.output<typeof Evidence>;

/**
 * `collecting`: the first run is on its way. `review`: waiting for a reviewer. `returned`: the submitter was asked something.
 * `approved`: being deployed. `deployed`: its tools are in the granted profiles. `failed`: approved, but it does not run.
 */
export const RequestStatus = z.enum([
  'collecting',
  'review',
  'returned',
  'approved',
  'deployed',
  'failed',
  'declined',
  'withdrawn',
]);
export type RequestStatus = z.output<typeof RequestStatus>;

export const RequestNote = z.object({
  id: Id,
  authorId: Id.nullable(),
  kind: z.enum(['comment', 'approved', 'declined', 'returned', 'resubmitted', 'withdrawn', 'system']),
  text: z.string().max(4_000),
  createdAt: Timestamp,
});
export type RequestNote = z.output<typeof RequestNote>;

/** A wish for an MCP server: something new (`draft`), or an item of the catalog (`catalogItemId`). */
export const ServerRequest = z.object({
  id: Id,
  origin: z.enum(['console', 'mcp', 'kubernetes']),
  requesterId: Id.nullable(),
  catalogItemId: Id.nullable(),
  draft: CatalogDraft,
  configuration: Configuration,
  reason: z.string().max(4_000),
  /** Profiles in which the tools should appear. */
  profileIds: z.array(Id).max(50),
  status: RequestStatus,
  /** One sentence for a person. */
  statusMessage: z.string(),
  installationId: Id.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** Grows with every change; a decision names the revision it was made on, so that nobody approves what they have not seen. */
  revision: z.number().int().positive(),
});
export type ServerRequest = z.output<typeof ServerRequest>;
export const ServerRequestDetail = ServerRequest.extend({
  evidence: Evidence.nullable(),
  notes: z.array(RequestNote),
});
export type ServerRequestDetail = z.output<typeof ServerRequestDetail>;

export const RequestInput = z.object({
  catalogItemId: Id.nullable().default(null),
  /** Required unless `catalogItemId` is given. */
  draft: CatalogDraft.optional(),
  configuration: Configuration.default({}),
  reason: z.string().max(4_000).default(''),
  profileIds: z.array(Id).max(50).default([]),
});

const byId = z.object({ id: Id });
const decision = byId.extend({
  revision: z.number().int().positive(),
  reviewerId: Id,
  note: z.string().max(4_000).default(''),
});

export const request = {
  createRequest: rpc(
    'registry.request.create',
    RequestInput.extend({ requesterId: Id, viewer: Viewer }),
    ServerRequest,
  ),
  listRequests: rpc(
    'registry.request.list',
    PageRequest.extend({ viewer: Viewer, status: RequestStatus.optional() }),
    page(ServerRequest),
  ),
  getRequest: rpc('registry.request.get', byId.extend({ viewer: Viewer }), ServerRequestDetail),
  /** Changes a returned request (or one in review) and collects the evidence again. */
  resubmitRequest: rpc(
    'registry.request.resubmit',
    byId.extend({
      viewer: Viewer,
      ...RequestInput.omit({ catalogItemId: true }).shape,
      note: z.string().max(4_000).default(''),
    }),
    ServerRequest,
  ),
  withdrawRequest: rpc('registry.request.withdraw', byId.extend({ viewer: Viewer }), ServerRequest),
  commentRequest: rpc(
    'registry.request.comment',
    byId.extend({ viewer: Viewer, authorId: Id, text: z.string().min(1).max(4_000) }),
    RequestNote,
  ),
  /**
   * Publishes the item, installs it and grants `tools` (names seen in the evidence; all when absent) to the profiles.
   * `CONFLICT` when it was decided already or changed since `revision`. Nobody decides their own request, and nobody grants in a
   * profile they may not change (`viewer` sees all profiles, or owns it): `NOT_ALLOWED`.
   */
  approveRequest: rpc(
    'registry.request.approve',
    decision.extend({
      viewer: Viewer,
      tools: z.array(z.string()).max(2_000).optional(),
      profileIds: z.array(Id).max(50).optional(),
    }),
    ServerRequest,
    5_000,
  ),
  declineRequest: rpc('registry.request.decline', decision, ServerRequest),
  returnRequest: rpc('registry.request.return', decision, ServerRequest),
} as const;

/** An object that somebody applied to the cluster. */
export const AppliedObject = z.object({ namespace: z.string(), name: z.string(), uid: z.string() });
export type AppliedObject = z.output<typeof AppliedObject>;

const requestFact = z.object({
  id: Id,
  name: z.string(),
  status: RequestStatus,
  before: RequestStatus.nullable(),
  statusMessage: z.string(),
  requesterId: Id.nullable(),
  /** What it is about when it came from the cluster: the orchestrator tells the object what became of it. */
  proposal: AppliedObject.optional(),
});
export const requestEvents = {
  requestCreated: event('registry.request.created', requestFact),
  requestChanged: event('registry.request.changed', requestFact),
} as const;
