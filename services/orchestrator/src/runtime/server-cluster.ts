import { createHmac } from 'node:crypto';
import { join, resolve } from 'node:path';
import { installations } from '@archestra/contracts';
import type { SnapshotReader } from '@archestra/messaging';
import { log, reportError } from '@archestra/service';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from '../cluster/cluster.ts';
import type { McpServers } from '../cluster/mcp-server.ts';
import { defaultManifestOptions, type ManifestOptions } from '../manifest/manifest-options.ts';
import { orchestratorPeer } from '../manifest/peer.ts';
import { Operator } from '../operator/operator.ts';
import type { ProposalListener } from '../operator/proposal-desk.ts';
import { orchestratorNamespace, type OrchestratorConfig } from '../orchestrator.config.ts';
import { PackedPackages } from '../package/packed-package.ts';
import { PodDoor } from '../package/pod-door.ts';
import { TRIAL_INSTANCE } from './instance-name.ts';
import { AdvertisedHosts, type AdvertisedHost, type LookUp } from './advertised-hosts.ts';
import { KubernetesRuntime } from './kubernetes.runtime.ts';
import { PodClient } from './pod.client.ts';

export interface ServerClusterParts {
  readonly config: OrchestratorConfig;
  readonly cluster: Cluster;
  readonly kubeConfig: KubeConfig;
  readonly desired: SnapshotReader<typeof installations>;
  readonly proposals: ProposalListener & Partial<ProposalReview>;
  /** How names are resolved; the default is this machine's way. */
  readonly lookUp?: LookUp;
}

/** What happened to proposals while nobody was told. */
export interface ProposalReview {
  compare(servers: McpServers): Promise<void>;
}

const COMPARE_MS = 3_000;
const COLLECT_MS = 60_000;
const LOOK_UP_MS = 15_000;
const LONGEST_TRIAL_MS = 5 * 60_000;

/** Keys for one purpose each, the same on every replica and after every restart. */
const keyFor = ({ SECRET_KEY }: OrchestratorConfig, purpose: string): Buffer =>
  createHmac('sha256', Buffer.from(SECRET_KEY, 'base64')).update(purpose).digest();

/** Without networks and without a namespace the configuration is refused. */
const ingressFrom = (cidrs: readonly string[], namespace: string | undefined): ManifestOptions['ingressFrom'] => {
  if (cidrs.length > 0) return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return namespace === undefined ? [] : [orchestratorPeer(namespace)];
};

const advertisedHosts = (config: OrchestratorConfig): AdvertisedHost[] => {
  const { POD_DOOR_ADVERTISED_HOST: door, EGRESS_ADVERTISED_HOST, EGRESS_HOST, EGRESS_PORT } = config;
  const proxy = { variable: 'EGRESS_ADVERTISED_HOST', host: EGRESS_ADVERTISED_HOST ?? EGRESS_HOST, port: EGRESS_PORT };
  return [
    { variable: 'POD_DOOR_ADVERTISED_HOST', host: door, port: config.POD_DOOR_PORT },
    ...(EGRESS_PORT > 0 ? [proxy] : []),
  ];
};

/** Everything of us that has to do with a cluster: the operator, the door of pods, the runtime. */
export class ServerCluster implements OnModuleInit, OnApplicationShutdown {
  readonly runtime: KubernetesRuntime;
  readonly operator: Operator;
  private readonly door: PodDoor;
  private readonly hosts: AdvertisedHosts;
  private timers: NodeJS.Timeout[] = [];
  private readonly trials = new Map<string, number>();

  constructor(private readonly parts: ServerClusterParts) {
    const { config, cluster, kubeConfig, proposals } = parts;
    const packages = new PackedPackages(join(resolve(config.DATA_DIR), 'packed'));
    this.door = new PodDoor(packages, {
      publicUrl: `http://${config.POD_DOOR_ADVERTISED_HOST}:${config.POD_DOOR_PORT}`,
      key: keyFor(config, 'pod door'),
      report: reportError,
    });
    const revisionKey = keyFor(config, 'secret revision');
    const namespace = orchestratorNamespace(config);
    this.hosts = new AdvertisedHosts(advertisedHosts(config), namespace, parts.lookUp);
    this.operator = new Operator(cluster, {
      manifest: this.manifest(namespace),
      revisionKey,
      proposals,
      report: reportError,
    });
    this.runtime = new KubernetesRuntime(
      { servers: this.operator.servers, pods: new PodClient(kubeConfig, cluster.namespace), packages, door: this.door },
      {
        baseImage: config.KUBERNETES_BASE_IMAGE,
        reach: config.KUBERNETES_REACH,
        key: keyFor(config, 'bridge'),
        readyTimeoutMs: config.KUBERNETES_READY_TIMEOUT_MS,
      },
    );
  }

  async onModuleInit(): Promise<void> {
    const { config } = this.parts;
    await this.door.listen(config.POD_DOOR_PORT, config.POD_DOOR_HOST);
    // Before the first pod is made.
    await this.hosts.refresh();
    this.operator.start();
    this.timers = [
      setInterval(() => void this.hosts.refresh(), LOOK_UP_MS),
      setInterval(() => void this.collect(), COLLECT_MS),
      setInterval(() => void this.compare(), COMPARE_MS),
    ];
    log.info({ namespace: config.KUBERNETES_NAMESPACE }, 'servers run as pods');
  }

  /** After the servers have been let go of: they run on. */
  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.operator.close();
    await this.door.close();
  }

  /** Pods reach the pod door and the egress proxy, the orchestrator reaches pods, and that is all. Addresses may change. */
  private manifest(namespace: string | undefined): ManifestOptions {
    const { hosts } = this;
    return {
      ...defaultManifestOptions,
      ingressFrom: ingressFrom(this.parts.config.KUBERNETES_ORCHESTRATOR_CIDRS, namespace),
      get egressTo() {
        return hosts.egressTo;
      },
      get hostAliases() {
        return hosts.hostAliases;
      },
    };
  }

  /** A trial is no installation; one that is seen for so long has lost who started it. */
  private isForgotten(name: string): boolean {
    const firstSeenMs = this.trials.get(name) ?? Date.now();
    this.trials.set(name, firstSeenMs);
    return Date.now() - firstSeenMs > LONGEST_TRIAL_MS && this.trials.delete(name);
  }

  private async compare(): Promise<void> {
    const { servers, isLeader } = this.operator;
    if (!servers.isSynced || !isLeader) return;
    await this.parts.proposals
      .compare?.(servers)
      .catch((error: unknown) => reportError(error, 'comparison of what was applied to the cluster'));
  }

  /** What was removed from the platform while nobody was here to see it, is removed from the cluster, too. */
  private async collect(): Promise<void> {
    const { desired } = this.parts;
    if (!desired.synced || !this.operator.isLeader) return;
    const orphans = this.operator.servers
      .list()
      .filter(({ spec }) => spec.installationId !== undefined && desired.get(spec.installationId) === undefined)
      .filter(({ name, spec }) => spec.instance !== TRIAL_INSTANCE || this.isForgotten(name));
    for (const { name } of orphans)
      await this.operator.servers
        .remove(name)
        .catch((error: unknown) => reportError(error, `removal of the left-over server ${name}`));
  }
}
