import { createHash, createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type LogLine } from '@archestra/contracts';
import {
  serverObjectName,
  type McpServerInstance,
  type McpServers,
  type McpServerView,
} from '../cluster/mcp-server.ts';
import type { PackedPackages } from '../package/packed-package.ts';
import type { PodDoor } from '../package/pod-door.ts';
import { adoptable, ownObject } from './adoption.ts';
import { bridgeFiles } from './bridge-files.ts';
import { PodBook } from './pod-book.ts';
import { followLog, readLines } from './pod-log.ts';
import { reach, type ReachMode } from './pod-reach.ts';
import { leaveOf, orEnded, stopIfEnded } from './launch-signal.ts';
import { BRIDGE_PATH, describeInstance, isAsWritten } from './pod-spec.ts';
import { conditionView, manifestOf, podView } from './pod-view.ts';
import type { Pods } from './pod.client.ts';
import { RunningPod, type RunningPodParts } from './running-pod.ts';
import type {
  InstanceRef,
  InstanceView,
  LaunchOptions,
  LaunchSpec,
  LogQuery,
  RunningServer,
  Runtime,
} from './runtime.ts';
import { UsageBook } from './usage-book.ts';

export interface KubernetesRuntimeOptions {
  /** Image of deploy/image. */
  readonly baseImage: string;
  readonly reach: ReachMode;
  /** Tokens of bridges are made with it: the same in all replicas. */
  readonly key: Buffer;
  /** How long a server may take from its object to readiness. */
  readonly readyTimeoutMs: number;
}

interface Parts {
  readonly servers: McpServers;
  readonly pods: Pods;
  readonly packages: PackedPackages;
  readonly door: Pick<PodDoor, 'ticket'>;
}

const SERVER_LABEL = 'archestra.dev/server';
const CONTAINER = 'server';
const INIT_CONTAINER = 'package';
const LOOK_AGAIN_MS = 50;
const GONE_TIMEOUT_MS = 30_000;
const TRY_AGAIN_MS = 250;
const ANSWER_TIMEOUT_MS = 20_000;
const KNOCK_MS = 3_000;

const CRASH_PATIENCE_MS = 4_000;
const CRASHES: readonly unknown[] = ['CrashLoop', 'Exited', 'OutOfMemory'];

const hasCrashed = (error: unknown): boolean =>
  error instanceof AppError && CRASHES.includes(error.details?.['reason']);

type Ends = Pick<RunningPodParts, 'endpoint' | 'stderr' | 'leave' | 'lost' | 'filesWritten'>;

/** A bridge says whether it is ready; a foreign server that answers anything at all is there. */
const isAnswering = (url: string, mustBeOk: boolean): Promise<boolean> =>
  fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(KNOCK_MS) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok || !mustBeOk;
    },
    () => false,
  );

/** Runs servers as pods, by way of the operator: this writes what should be and speaks with what is. */
export class KubernetesRuntime implements Runtime {
  readonly kind = 'kubernetes';
  private readonly usageBook: UsageBook;
  private readonly podBook: PodBook;
  private readonly written = new Map<string, McpServerInstance>();

  constructor(
    private readonly parts: Parts,
    private readonly options: KubernetesRuntimeOptions,
  ) {
    this.usageBook = new UsageBook(parts.pods);
    this.podBook = new PodBook(parts.pods, SERVER_LABEL);
  }

  async launch(spec: LaunchSpec, { onProgress, signal }: LaunchOptions = {}): Promise<RunningServer> {
    const { servers } = this.parts;
    const proposal = await orEnded(adoptable(servers, spec), signal);
    const instance = await orEnded(this.describe(spec, proposal?.name ?? this.nameOf(spec)), signal);
    this.written.set(instance.name, instance);
    await (proposal ? servers.adopt(proposal, instance) : servers.apply(instance));
    onProgress?.('The pod of the server is starting.');
    try {
      const view = await this.ready(instance, signal);
      return await this.open(instance, view, signal);
    } catch (error) {
      // Nobody has it who could put it to sleep, and what it was given may be what was just taken away.
      if (signal?.aborted && leaveOf(signal) === 'close') await this.sleep(instance, 0);
      stopIfEnded(signal);
      throw error;
    }
  }

  async remove(instance: InstanceRef): Promise<void> {
    const name = this.nameOf(instance);
    this.written.delete(name);
    await this.parts.servers.remove(name);
    await this.parts.servers.gone(name, { timeoutMs: GONE_TIMEOUT_MS });
  }

  /** What a person applied and nobody approved belongs to nobody. */
  list(): Promise<InstanceRef[]> {
    const found = this.parts.servers.list().flatMap(({ spec: { organizationId, installationId, instance } }) => {
      const isOurs = organizationId !== undefined && installationId !== undefined && instance !== undefined;
      return isOurs ? [{ organizationId, serverId: installationId, instance }] : [];
    });
    return Promise.resolve(found);
  }

  async inspect(instance: InstanceRef): Promise<InstanceView> {
    const name = this.nameOf(instance);
    const view = this.parts.servers.get(name);
    if (!view) return { pods: [], conditions: [], manifest: null };
    const pods = (await this.podBook.all()).filter(({ metadata }) => metadata?.labels?.[SERVER_LABEL] === name);
    return {
      pods: pods.map(podView),
      conditions: view.status.conditions.map(conditionView),
      manifest: manifestOf(view),
    };
  }

  async readLog(instance: InstanceRef, { tail, since, previous = false }: LogQuery): Promise<LogLine[]> {
    const pods = await this.parts.pods.list(`${SERVER_LABEL}=${this.nameOf(instance)}`);
    const pod = pods.at(-1)?.metadata?.name;
    if (!pod) return [];
    const query = { tailLines: tail, sinceTime: since, previous, timestamps: true };
    const read = async (container: string): Promise<LogLine[]> =>
      readLines(await this.parts.pods.log(pod, { ...query, container }));
    // Before the server's first start the package is being fetched, or was refused; a run before the first there is not.
    return read(CONTAINER).catch(() => (previous ? [] : read(INIT_CONTAINER).catch(() => [])));
  }

  private async describe(spec: LaunchSpec, name: string): Promise<McpServerInstance> {
    const { workload } = spec;
    if (workload.kind === 'image') return describeInstance(name, spec, undefined);
    const { sha256 } = await this.parts.packages.pack(workload.folder);
    const packed = { sha256, ...this.parts.door.ticket(name, sha256) };
    const tokenSha256 = createHash('sha256').update(this.bridgeToken(name)).digest('hex');
    return describeInstance(name, spec, { image: this.options.baseImage, tokenSha256, packed });
  }

  /** An object that a person applied and we adopted keeps its name. */
  private nameOf(ref: InstanceRef): string {
    const { organizationId, serverId: installationId, instance } = ref;
    return ownObject(this.parts.servers, ref)?.name ?? serverObjectName({ organizationId, installationId, instance });
  }

  private bridgeToken(name: string): string {
    return createHmac('sha256', this.options.key).update(`bridge\n${name}`).digest('base64url');
  }

  /** What is known may still be of the object as it was before it was written. */
  private async ready(instance: McpServerInstance, signal: AbortSignal | undefined): Promise<McpServerView> {
    const deadline = Date.now() + this.options.readyTimeoutMs;
    for (;;) {
      const known = this.parts.servers.get(instance.name);
      if (known && isAsWritten(known, instance)) break;
      stopIfEnded(signal);
      if (Date.now() > deadline)
        throw new AppError('SERVER_UNAVAILABLE', 'Kubernetes did not take the server over in time.');
      await delay(LOOK_AGAIN_MS);
    }
    return this.readyAfterCrash(instance.name, deadline, signal);
  }

  /** A container that has just ended is started again at once, the first time. */
  private async readyAfterCrash(
    name: string,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<McpServerView> {
    const patienceUntil = Date.now() + CRASH_PATIENCE_MS;
    for (;;) {
      try {
        const timeoutMs = Math.max(1, deadline - Date.now());
        return await orEnded(this.parts.servers.ready(name, { timeoutMs, ...(signal ? { signal } : {}) }), signal);
      } catch (error) {
        if (!hasCrashed(error) || Date.now() > patienceUntil) throw error;
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  /** The cluster's word may be older than the last crash: a server that does not answer is looked up again until it does. */
  private async open(
    instance: McpServerInstance,
    first: McpServerView,
    signal: AbortSignal | undefined,
  ): Promise<RunningServer> {
    const deadline = Date.now() + ANSWER_TIMEOUT_MS;
    let view = first;
    for (;;) {
      const ends = await this.tryOpen(instance, view);
      if (ends) return this.running(instance, view, ends);
      stopIfEnded(signal);
      if (Date.now() > deadline)
        throw new AppError('SERVER_UNAVAILABLE', 'The pod of the server is ready, but cannot be reached from here.');
      await delay(TRY_AGAIN_MS);
      view = await this.ready(instance, signal);
    }
  }

  private running(instance: McpServerInstance, view: McpServerView, ends: Ends): RunningServer {
    const { servers, pods } = this.parts;
    const pod = view.status.podName ?? '';
    return new RunningPod({
      name: instance.name,
      view,
      servers,
      connectedAtMs: Date.now(),
      readPod: () => pods.get(pod),
      usage: () => this.usageBook.of(pod),
      sleep: (graceMs) => this.sleep(instance, graceMs),
      ...ends,
    });
  }

  private async tryOpen(instance: McpServerInstance, view: McpServerView): Promise<Ends | undefined> {
    const pod = view.status.podName;
    if (!pod) return undefined;
    try {
      return await (view.spec.transport === 'attach' ? this.attach(pod) : this.knock(instance, view, pod));
    } catch {
      // It ended a moment ago, or it is not reachable yet; who waits is told when it stays so.
      return undefined;
    }
  }

  private async attach(pod: string): Promise<Ends> {
    const attachment = await this.parts.pods.attach(pod, CONTAINER);
    const { stdin, stdout, stderr, closed } = attachment;
    return { endpoint: { kind: 'pipes', stdin, stdout }, stderr, lost: closed, leave: () => attachment.close() };
  }

  private async knock({ name }: McpServerInstance, view: McpServerView, pod: string): Promise<Ends> {
    const { spec } = view;
    const way = await reach(this.options.reach, this.parts.pods, view);
    const isBridge = spec.transport === 'bridge';
    const path = spec.path ?? BRIDGE_PATH;
    if (!(await isAnswering(`http://${way.host}${isBridge ? '/healthz' : path}`, isBridge))) {
      way.close();
      throw new Error('nobody answers');
    }
    const following = new AbortController();
    const headers = isBridge ? { authorization: `Bearer ${this.bridgeToken(name)}` } : {};
    return {
      endpoint: { kind: 'http', url: `http://${way.host}${path}`, headers, isBridge },
      stderr: followLog(this.parts.pods, { pod, container: CONTAINER, signal: following.signal }),
      leave: () => {
        following.abort();
        way.close();
      },
      ...(isBridge ? { filesWritten: () => bridgeFiles(way.host, headers) } : {}),
    };
  }

  /** Not if somebody has written something newer since: that may be what wakes it. */
  private async sleep(instance: McpServerInstance, graceMs: number): Promise<void> {
    if (this.written.get(instance.name) !== instance) return;
    await this.parts.servers.apply({ ...instance, spec: { ...instance.spec, replicas: 0 } });
    const deadline = Date.now() + graceMs;
    while (this.parts.servers.get(instance.name)?.status.podName !== undefined && Date.now() < deadline)
      await delay(LOOK_AGAIN_MS);
  }
}
