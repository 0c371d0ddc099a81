import { z } from 'zod';
import { Empty, Id, Slug, Timestamp } from './common.ts';
import { credential, credentialEvents } from './credential.contract.ts';
import { egressEvents } from './egress.contract.ts';
import { event } from './event.ts';
import { Evidence } from './request.contract.ts';
import { rpc } from './rpc.ts';
import { Configuration, SubmittedSource } from './server-source.ts';

/** `asleep`: scaled to zero; the next call wakes it. */
export const ServerPhase = z.enum(['preparing', 'starting', 'running', 'backoff', 'failed', 'stopped', 'asleep']);
export type ServerPhase = z.output<typeof ServerPhase>;

/** A condition in the sense of Kubernetes; `message` is a sentence a person can act on. */
export const ServerCondition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  since: Timestamp,
});
export type ServerCondition = z.output<typeof ServerCondition>;

export const ServerPod = z.object({
  name: z.string(),
  phase: z.string(),
  ready: z.boolean(),
  restarts: z.number().int(),
  image: z.string().nullable(),
  startedAt: Timestamp.nullable(),
});
export type ServerPod = z.output<typeof ServerPod>;

/** A running copy of a server. Servers with secrets have one for each owner of credentials in use. */
export const ServerInstance = z.object({
  /** `shared`, `organization`, `team:<id>` or `user:<id>`. */
  instance: z.string(),
  phase: ServerPhase,
  message: z.string(),
  restarts: z.number().int().nonnegative(),
  startedAt: Timestamp.nullable(),
  pid: z.number().int().nullable(),
  memoryBytes: z.number().int().nullable(),
  cpuMs: z.number().int().nullable(),
  conditions: z.array(ServerCondition),
  pods: z.array(ServerPod),
});
export type ServerInstance = z.output<typeof ServerInstance>;

/** The actual state of one server, in words a person can act on. The fields at the top sum up its instances. */
export const ServerStatus = z.object({
  serverId: Id,
  phase: ServerPhase,
  message: z.string(),
  /** `null` while nothing of it runs: how well it will be locked in is only known then. */
  sandbox: z.enum(['bubblewrap', 'none', 'remote', 'pod']).nullable(),
  pid: z.number().int().nullable(),
  restarts: z.number().int().nonnegative(),
  startedAt: Timestamp.nullable(),
  memoryBytes: z.number().int().nullable(),
  cpuMs: z.number().int().nullable(),
  /** Lines on stdout that were not MCP, answers nobody waited for, frames over the limit. */
  violations: z.object({
    garbageLines: z.number().int(),
    duplicateAnswers: z.number().int(),
    oversizedFrames: z.number().int(),
  }),
  instances: z.array(ServerInstance).default([]),
});
export type ServerStatus = z.output<typeof ServerStatus>;

export const LogLine = z.object({
  at: Timestamp,
  stream: z.enum(['stderr', 'stdout', 'platform']),
  text: z.string(),
  instance: z.string().optional(),
});
export type LogLine = z.output<typeof LogLine>;

/** CPU in thousandths of a core and memory at one moment, summed over instances. */
export const UsageSample = z.object({ at: Timestamp, cpuMillis: z.number().int(), memoryBytes: z.number().int() });

const byServer = z.object({ serverId: Id });

export const orchestrator = {
  ...credential,
  listStatus: rpc(
    'orchestrator.server.status',
    z.object({ serverIds: z.array(Id).max(500).optional() }),
    z.object({ items: z.array(ServerStatus) }),
  ),
  restartServer: rpc('orchestrator.server.restart', byServer, Empty, 15_000),
  readLog: rpc(
    'orchestrator.log.read',
    byServer.extend({
      tail: z.number().int().min(1).max(2_000).default(200),
      since: Timestamp.optional(),
      /** Of the run before the last restart. */
      previous: z.boolean().default(false),
      instance: z.string().max(200).optional(),
    }),
    z.object({ lines: z.array(LogLine) }),
    5_000,
  ),
  /** The last hour, oldest first. */
  readUsage: rpc('orchestrator.server.usage', byServer, z.object({ samples: z.array(UsageSample) })),
  /** The Kubernetes objects of a server as YAML with secrets left out; empty where servers run as processes. */
  readManifest: rpc('orchestrator.server.manifest', byServer, z.object({ yaml: z.string() }), 5_000),
  /**
   * First run of a candidate without network. Starts the trial of this id or tells how far it is: ask again until it is done.
   * Never throws for what the candidate does: that is evidence.
   */
  runTrial: rpc(
    'orchestrator.trial.run',
    z.object({
      trialId: Id,
      name: Slug,
      source: SubmittedSource,
      configuration: Configuration.default({}),
      /** Names that new tools must not be mistaken for. */
      knownTools: z.array(z.string()).max(10_000).default([]),
    }),
    z.discriminatedUnion('state', [
      z.object({ state: z.literal('running') }),
      z.object({ state: z.literal('done'), evidence: Evidence }),
    ]),
    5_000,
  ),
} as const;

const serverFact = z.object({ serverId: Id, name: z.string(), message: z.string() });
export const orchestratorEvents = {
  ...credentialEvents,
  ...egressEvents,
  serverStarted: event('orchestrator.server.started', serverFact),
  serverStopped: event('orchestrator.server.stopped', serverFact),
  serverCrashed: event(
    'orchestrator.server.crashed',
    serverFact.extend({ exitCode: z.number().int().nullable(), signal: z.string().nullable() }),
  ),
  serverFailed: event('orchestrator.server.failed', serverFact),
  serverChangedTools: event('orchestrator.server.tools-changed', serverFact),
  /** Somebody applied an `McpServer` with kubectl: the registry makes a request of it. */
  serverProposed: event(
    'orchestrator.server.proposed',
    z.object({
      namespace: z.string(),
      objectName: z.string(),
      uid: z.string(),
      name: Slug,
      source: SubmittedSource,
      appliedBy: z.string().nullable(),
    }),
  ),
  serverProposalWithdrawn: event(
    'orchestrator.server.proposal-withdrawn',
    z.object({ namespace: z.string(), objectName: z.string(), uid: z.string() }),
  ),
} as const;
