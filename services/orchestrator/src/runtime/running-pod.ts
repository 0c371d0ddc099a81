import { setTimeout as delay } from 'node:timers/promises';
import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { WrittenFile } from '@archestra/contracts';
import type { ConnectionEnd } from '../connection/connection.ts';
import type { McpServers, McpServerView } from '../cluster/mcp-server.ts';
import { containerOf } from './pod-view.ts';
import type { HttpDoor, Pipes, RunningServer, Usage } from './runtime.ts';

export interface RunningPodParts {
  readonly name: string;
  readonly view: McpServerView;
  /** When the run we speak with was certainly under way. */
  readonly connectedAtMs: number;
  readonly servers: Pick<McpServers, 'watch' | 'get'>;
  readonly endpoint: HttpDoor | Pipes;
  readonly stderr: RunningServer['stderr'];
  /** Resolves when the way to the pod is gone for good, although the pod may be there. */
  readonly lost?: Promise<void>;
  readPod(): Promise<V1Pod | undefined>;
  usage(): Usage;
  /** Asks the bridge; a foreign image has none. */
  filesWritten?(): Promise<WrittenFile[]>;
  /** Scales to zero; resolves when the pod is gone or `graceMs` have passed. */
  sleep(graceMs: number): Promise<void>;
  /** Closes our ends. */
  leave(): void;
}

const LOOKS = 16;
const LOOK_AGAIN_MS = 150;

const gone = (reason: string): ConnectionEnd => ({ reason, exitCode: null, signal: null });

const isSamePod = (one: McpServerView, other: McpServerView): boolean =>
  one.uid === other.uid && one.status.podName === other.status.podName;

const isReady = ({ status }: McpServerView): boolean =>
  status.conditions.some(({ type, status: state }) => type === 'Ready' && state === 'True');

/** One run of the container of a server. */
export class RunningPod implements RunningServer {
  readonly pid = null;
  readonly sandbox = 'pod';
  readonly exited: Promise<ConnectionEnd>;
  private end: (end: ConnectionEnd) => void = () => undefined;
  private readonly stopWatching: () => void;

  constructor(private readonly parts: RunningPodParts) {
    this.exited = new Promise((resolve) => {
      this.end = resolve;
    });
    this.stopWatching = parts.servers.watch((name, view) => {
      if (name === parts.name) this.compare(view);
    });
    void parts.lost?.then(() => this.finishWith('the connection to the pod was lost'));
    // Something may have happened before we began to watch.
    this.compare(parts.servers.get(parts.name));
  }

  get endpoint(): HttpDoor | Pipes {
    return this.parts.endpoint;
  }

  get stderr(): RunningServer['stderr'] {
    return this.parts.stderr;
  }

  usage(): Usage {
    return this.parts.usage();
  }

  async filesWritten(): Promise<WrittenFile[] | null> {
    return (await this.parts.filesWritten?.()) ?? null;
  }

  async stop(graceMs: number): Promise<void> {
    await this.parts.sleep(graceMs);
    this.finish(gone('it was stopped'));
  }

  release(): Promise<void> {
    this.finish(gone('the connection was closed'));
    return Promise.resolve();
  }

  private compare(view: McpServerView | undefined): void {
    const { view: known } = this.parts;
    if (!view) return this.finish(gone('it was removed from the cluster'));
    if (!isSamePod(known, view)) void this.finishWith('its pod was replaced');
    else if (!isReady(view) || view.status.restarts !== known.status.restarts) void this.verify();
  }

  /** What the cluster tells comes late: the container it tells of may be the very one we speak with. */
  private async verify(): Promise<void> {
    const pod = await this.parts.readPod().catch(() => 'unknown' as const);
    // The API being away says nothing about the server.
    if (pod === 'unknown') return;
    if (wasRunningAt(containerOf(pod), this.parts.connectedAtMs)) return;
    await this.finishWith('its container was replaced');
  }

  /** How it ended is known to its pod a moment later, and why it was told to end even later. */
  private async finishWith(otherwise: string): Promise<void> {
    this.stopWatching();
    let end: ConnectionEnd | undefined;
    for (let looked = 0; looked < LOOKS; looked += 1) {
      const pod = await this.parts.readPod().catch(() => undefined);
      const isOver = !wasRunningAt(containerOf(pod), this.parts.connectedAtMs);
      end = isOver ? endOf(pod) : undefined;
      if (isOver && !wasTold(end)) break;
      await delay(LOOK_AGAIN_MS);
    }
    this.finish(end && wasTold(end) ? { ...end, reason: 'its container was told to end' } : (end ?? gone(otherwise)));
  }

  private finish(end: ConnectionEnd): void {
    this.stopWatching();
    this.parts.leave();
    this.end(end);
  }
}

const MAX_WORDS = 200;
const SIGNAL_BASE = 128;
const OUT_OF_MEMORY = 'OOMKilled';

const wasRunningAt = (container: V1ContainerStatus | undefined, atMs: number): boolean => {
  const startedAt = container?.state?.running?.startedAt;
  return startedAt !== undefined && new Date(startedAt).getTime() <= atMs;
};

/** Codes of containers that were told to end: there may be more to say. */
const TOLD = new Set([0, SIGNAL_BASE + 9, SIGNAL_BASE + 15]);

const wasTold = (end: ConnectionEnd | undefined): boolean =>
  end?.exitCode !== null && end?.exitCode !== undefined && end.signal === null && TOLD.has(end.exitCode);

/** How the last run ended, as its pod tells; nothing when the pod knows of no end. */
const endOf = (pod: V1Pod | undefined): ConnectionEnd | undefined => pod && (podEnd(pod) ?? containerEnd(pod));

const podEnd = (pod: V1Pod): ConnectionEnd | undefined => {
  const { reason, message = '' } = pod.status ?? {};
  // In the words of the cluster, which knows nothing of what servers print.
  return reason ? gone(`its pod ended: ${reason}. ${message.slice(0, MAX_WORDS)}`.trim()) : undefined;
};

const containerEnd = (pod: V1Pod): ConnectionEnd | undefined => {
  const container = containerOf(pod);
  const terminated = container?.state?.terminated ?? container?.lastState?.terminated;
  return terminated && wordsOf(terminated);
};

const wordsOf = ({ exitCode, reason }: V1ContainerStateTerminated): ConnectionEnd => {
  if (reason === OUT_OF_MEMORY) return { reason: 'it used more memory than it may', exitCode, signal: 'SIGKILL' };
  const words = exitCode > SIGNAL_BASE ? `signal ${exitCode - SIGNAL_BASE}` : `exit code ${exitCode}`;
  return { reason: words, exitCode, signal: null };
};
