import { z } from 'zod';
import { Empty, Id, Timestamp } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';

export const ServerPhase = z.enum(['preparing', 'starting', 'running', 'backoff', 'failed', 'stopped']);
export type ServerPhase = z.output<typeof ServerPhase>;

/** The actual state of one server, in words a person can act on. */
export const ServerStatus = z.object({
  serverId: Id,
  phase: ServerPhase,
  message: z.string(),
  sandbox: z.enum(['bubblewrap', 'none', 'remote']),
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
});
export type ServerStatus = z.output<typeof ServerStatus>;

export const LogLine = z.object({ at: Timestamp, stream: z.enum(['stderr', 'stdout', 'platform']), text: z.string() });
export type LogLine = z.output<typeof LogLine>;

export const orchestrator = {
  listStatus: rpc(
    'orchestrator.server.status',
    z.object({ serverIds: z.array(Id).max(500).optional() }),
    z.object({ items: z.array(ServerStatus) }),
  ),
  restartServer: rpc('orchestrator.server.restart', z.object({ serverId: Id }), Empty, 15_000),
  readLog: rpc(
    'orchestrator.log.read',
    z.object({ serverId: Id, tail: z.number().int().min(1).max(2_000).default(200), since: Timestamp.optional() }),
    z.object({ lines: z.array(LogLine) }),
  ),
} as const;

const serverFact = z.object({ serverId: Id, name: z.string(), message: z.string() });
export const orchestratorEvents = {
  serverStarted: event('orchestrator.server.started', serverFact),
  serverStopped: event('orchestrator.server.stopped', serverFact),
  serverCrashed: event(
    'orchestrator.server.crashed',
    serverFact.extend({ exitCode: z.number().int().nullable(), signal: z.string().nullable() }),
  ),
  serverFailed: event('orchestrator.server.failed', serverFact),
  serverChangedTools: event('orchestrator.server.tools-changed', serverFact),
} as const;
