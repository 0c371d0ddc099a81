import type { Readable, Writable } from 'node:stream';
import type { ServerStatus } from '@archestra/contracts';
import type { ConnectionEnd } from '../connection/connection.ts';

/** A host directory that a server may see at the same path. */
export interface SharedDirectory {
  readonly path: string;
  readonly writable: boolean;
}

/** Everything a runtime needs to start one server. */
export interface LaunchSpec {
  readonly serverId: string;
  /** Program and arguments; `node` stands for the platform's own Node. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The installed package; visible to the server, never writable. */
  readonly packageFolder: string;
  readonly directories: readonly SharedDirectory[];
  readonly environment: Readonly<Record<string, string>>;
  readonly network: boolean;
}

/** A started server with its pipes. */
export interface RunningProcess {
  readonly pid: number;
  readonly sandbox: ServerStatus['sandbox'];
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it and everything it started is gone. */
  readonly exited: Promise<ConnectionEnd>;
  /** Asks it to end, then insists: SIGTERM after half of `graceMs`, SIGKILL after all of it. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  usage(): { memoryBytes: number | null; cpuMs: number | null };
}

/** Where servers run. The `process` runtime is one; containers and Kubernetes are others to come. */
export interface Runtime {
  /** Starts a server. Throws `AppError` `SERVER_UNAVAILABLE` with a sentence for an administrator when it may or can not run. */
  launch(spec: LaunchSpec): Promise<RunningProcess>;
}
