import type { Cluster, McpServerObject } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { McpServerSpec, type McpServerStatus } from '../cluster/mcp-server.ts';
import type { Diagnosis, Observation } from '../condition/observation.ts';
import { diagnose } from '../condition/server.diagnosis.ts';
import { runningStatus, unapprovedStatus } from '../condition/server-status.ts';
import { SecretMask } from '../credential/secret-mask.ts';
import { canonical } from '../manifest/config-hash.ts';
import type { ClusterView } from './cluster-view.ts';
import { PodLogs } from './pod-logs.ts';

/** Tells what state servers are in. */
export class StatusWriter {
  private readonly logs: PodLogs;

  constructor(
    private readonly cluster: Cluster,
    private readonly view: ClusterView,
    private readonly neverReadyAfterMs: number,
  ) {
    this.logs = new PodLogs(cluster);
  }

  /** Writes the status of an approved server when it is not yet so. Answers when to look again, if time alone may change it. */
  async write(server: McpServerObject, refusal?: ClusterError): Promise<number | undefined> {
    const seen = this.observe(server, refusal);
    let diagnosis = diagnose(seen);
    if (diagnosis.wantsLog) {
      await this.logs.fetch(diagnosis.wantsLog);
      diagnosis = diagnose(seen);
    }
    const service = this.view.of('Service').get(server.metadata.name);
    await this.put(server, runningStatus(seen, this.readable(diagnosis, server.metadata.name), service));
    return diagnosis.recheckAfterMs;
  }

  /** The status of a proposal. A refusal stays until the specification changes. */
  async writeUnapproved(server: McpServerObject, declined?: { readonly message: string }): Promise<void> {
    const before = server.status?.conditions?.find(({ type }) => type === 'Approved');
    const stays = before?.reason === 'Declined' && before.observedGeneration === server.metadata.generation;
    await this.put(server, unapprovedStatus(server, Date.now(), declined ?? (stays ? before : undefined)));
  }

  private observe(server: McpServerObject, refusal: ClusterError | undefined): Observation {
    const { name } = server.metadata;
    return {
      server,
      spec: McpServerSpec.parse(server.spec),
      deployment: this.view.of('Deployment').get(name),
      pods: this.view.belonging('Pod', name),
      refusal,
      nowMs: Date.now(),
      neverReadyAfterMs: this.neverReadyAfterMs,
      // Hidden before a line is cut: the rest of a secret is one, too.
      log: (containerId) => {
        const mask = this.maskOf(name);
        return this.logs.get(containerId)?.map((line) => mask.text(line));
      },
    };
  }

  private readable(diagnosis: Diagnosis, name: string): Diagnosis {
    return { ...diagnosis, message: this.maskOf(name).text(diagnosis.message) };
  }

  private maskOf(name: string): SecretMask {
    const data = Object.entries(this.view.of('Secret').get(name)?.data ?? {});
    return new SecretMask(
      Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')])),
    );
  }

  private async put(server: McpServerObject, status: McpServerStatus): Promise<void> {
    if (canonical(server.status) === canonical(status)) return;
    const { name, namespace, uid } = server.metadata;
    const metadata = { name, ...(namespace ? { namespace } : {}), ...(uid ? { uid } : {}) };
    const { apiVersion, kind, spec } = server;
    const written = await this.cluster.applyStatus({ apiVersion, kind, metadata, status, spec });
    this.view.of('McpServer').observe(written);
  }
}
