import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type {
  LogLine,
  ResourceLimits,
  ServerCondition,
  ServerPod,
  ServerSource,
  ServerStatus,
  WrittenFile,
} from '@archestra/contracts';
import type { ConnectionEnd } from '../connection/connection.ts';

/** Names one running copy of a server: all callers share one, or each owner of credentials has one. */
export interface InstanceRef {
  readonly organizationId: string;
  readonly serverId: string;
  /** As in `ServerInstance`: `shared`, `organization`, `team:<id>` or `user:<id>`. */
  readonly instance: string;
}

/** A host directory that a server may see at the same path. */
export interface SharedDirectory {
  readonly path: string;
  readonly writable: boolean;
}

/** A prepared package: its folder is visible to the server, never writable. */
export interface PackageWorkload {
  readonly kind: 'package';
  readonly folder: string;
  /**
   * Program and arguments; `node` and `python3` as the program stand for the runtime's own. Paths below `folder` are
   * translated to where the runtime shows it.
   */
  readonly command: readonly [program: string, ...args: string[]];
  /** What its program needs to find its parts; translated, too. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directories: readonly SharedDirectory[];
}

/** A container image that brings everything it needs. */
export type ImageWorkload = Pick<
  Extract<ServerSource, { kind: 'image' }>,
  'kind' | 'image' | 'transport' | 'command' | 'arguments' | 'port' | 'path' | 'pullSecrets'
>;

/** An empty network namespace for one server, whose only way out is the proxy. Owned by egress/. */
export interface NetworkRoom {
  /**
   * Stands before `bwrap …` on the command line, so that the sandbox starts inside the room; bubblewrap then must not
   * unshare the network again. Spawn with `stdio: ['pipe', 'pipe', 'pipe', 'ipc']`.
   */
  readonly command: readonly string[];
  /** Files the sandbox shows read-only: host path to inside path (resolver configuration). */
  readonly files: Readonly<Record<string, string>>;
  /** Right after the spawn: resolves when the program behind `command` starts; throws when there is no way out. */
  admit(child: ChildProcess): Promise<void>;
}

/** The way out that was prepared for one instance. A server without one has no network. */
export interface WayOut {
  /** Hosts the proxy lets it reach. */
  readonly hosts: readonly string[];
  /** Variables that lead the server's clients to the proxy (HTTPS_PROXY and the like). */
  readonly environment: Readonly<Record<string, string>>;
  /** `process`: a network of its own around the sandbox, in which every connection leads to the proxy. */
  readonly room?: NetworkRoom;
}

/** An object of a cluster, and what was approved of it. */
export interface Adoptable {
  readonly namespace: string;
  readonly uid: string;
  readonly source: ServerSource;
}

/** Everything a runtime needs to start one instance. */
export interface LaunchSpec extends InstanceRef {
  /** The server's name, for people who look at the runtime's own tools. */
  readonly name: string;
  readonly workload: PackageWorkload | ImageWorkload;
  readonly environment: Readonly<Record<string, string>>;
  /** Credentials as variables; they are kept apart from `environment` all the way. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly egress: WayOut | undefined;
  readonly limits: ResourceLimits;
  /** The object of a cluster that a person applied and a reviewer approved; it becomes the instance. */
  readonly adopts?: Adoptable;
}

/** Pipes to a process of this machine, or its like. */
export interface Pipes {
  readonly kind: 'pipes';
  readonly stdin: Writable;
  readonly stdout: Readable;
}

/** Streamable HTTP at an address only we know the way to. */
export interface HttpDoor {
  readonly kind: 'http';
  readonly url: string;
  /** For every request, such as the token of the bridge. */
  readonly headers: Readonly<Record<string, string>>;
  /** Our own bridge answers there: what it tells about the server is believed. */
  readonly isBridge: boolean;
}

export interface Usage {
  readonly memoryBytes: number | null;
  readonly cpuMs: number | null;
}

/** A started server and how to speak with it. */
export interface RunningServer {
  readonly endpoint: Pipes | HttpDoor;
  /** What it prints for people, from now on. */
  readonly stderr: Readable;
  readonly pid: number | null;
  readonly sandbox: NonNullable<ServerStatus['sandbox']>;
  /** Resolves when it and everything it started is gone, or when this copy of it was replaced by another. */
  readonly exited: Promise<ConnectionEnd>;
  /** Asks it to end, then insists after `graceMs`. Resolves when it is gone; `launch` brings it back. */
  stop(graceMs: number): Promise<void>;
  /** We go, it may stay: where servers outlive us it goes on running and the next `launch` finds it. Elsewhere as `stop`. */
  release(graceMs: number): Promise<void>;
  usage(): Usage;
  /** What it wrote where it may write, `null` where nobody can look. Looking may end it. */
  filesWritten(): Promise<WrittenFile[] | null>;
}

/** What a launch tells on its way. */
export interface LaunchOptions {
  /** A sentence for people: pulling an image, waiting for a place. */
  readonly onProgress?: (message: string) => void;
  /** Ends the start, which then throws `REQUEST_CANCELLED`; its reason is a `Leave`. */
  readonly signal?: AbortSignal;
}

/** `files`: the home of an instance that may come back. */
export type Keeps = 'files' | 'nothing';

export interface LogQuery {
  readonly tail: number;
  readonly since?: string | undefined;
  /** The log of the run before the last restart. */
  readonly previous?: boolean | undefined;
}

/** What there is of an instance in its runtime; everything `null` or empty where a runtime has no such thing. */
export interface InstanceView {
  readonly pods: readonly ServerPod[];
  readonly conditions: readonly ServerCondition[];
  /** The object that describes it, as YAML, secrets left out. */
  readonly manifest: string | null;
}

/** Injection token of the configured runtime. */
export const RUNTIME = Symbol('runtime');

/** Where servers run. */
export interface Runtime {
  readonly kind: 'process' | 'kubernetes';
  /**
   * Starts an instance, or finds it running as wanted. Throws `AppError` `SERVER_UNAVAILABLE` with a sentence for an
   * administrator when it may or can not run.
   */
  launch(spec: LaunchSpec, options?: LaunchOptions): Promise<RunningServer>;
  /** Takes away everything that was made for an instance, unless some of it is kept. Removing what is not there is no error. */
  remove(instance: InstanceRef, keeps?: Keeps): Promise<void>;
  /** Instances that exist, those of an earlier life of ours too. Where none outlive us: nothing. */
  list(): Promise<InstanceRef[]>;
  inspect(instance: InstanceRef): Promise<InstanceView>;
  /** Lines the runtime keeps itself, oldest first; `undefined`: it keeps none, what came over `stderr` is all there is. */
  readLog(instance: InstanceRef, query: LogQuery): Promise<LogLine[] | undefined>;
}
