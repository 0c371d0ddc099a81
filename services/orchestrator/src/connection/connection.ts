import type { ServerStatus } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';

/** A working MCP connection to one server, shared by all callers. */
export interface ServerConnection {
  /** Takes a frame; the connection answers or fails it. */
  forward(frame: UpFrame): void;
  /** Resolves once, when the connection has ended; every frame in work has failed by then. */
  readonly ended: Promise<ConnectionEnd>;
  /** Ends it in an orderly way within about `graceMs`. */
  close(graceMs: number): Promise<void>;
  /** We go: a server that can live without us goes on, any other ends as with `close`. */
  release(graceMs: number): Promise<void>;
  /** Calls the server works on. */
  readonly inFlight: number;
  readonly pid: number | null;
  readonly sandbox: NonNullable<ServerStatus['sandbox']>;
  /** Resource use now; `null` where it cannot be known. */
  usage(): { memoryBytes: number | null; cpuMs: number | null };
}

export interface ConnectionEnd {
  /** One sentence without anything the server printed. */
  readonly reason: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export type ViolationKind = keyof ServerStatus['violations'];

/** What a connection tells whoever holds it. */
export interface ConnectionListener {
  onViolation(kind: ViolationKind): void;
  onListChanged(method: string): void;
}
