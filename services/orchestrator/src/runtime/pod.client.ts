import type { Duplex } from 'node:stream';
import { CoreV1Api, HttpMethod, IsomorphicFetchHttpLibrary, Metrics, RequestContext } from '@kubernetes/client-node';
import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import { AppError } from '@archestra/contracts';
import { attachTo, forwardTo, type Attachment } from './pod-socket.ts';

/** CPU in thousandths of a core and memory of one pod, as the metrics API measured it last. */
export interface PodMeasure {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

export interface PodLogQuery {
  readonly container: string;
  readonly tailLines?: number;
  readonly sinceTime?: string | undefined;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly follow?: boolean;
}

/** What the runtime wants of the pods of one namespace. */
export interface Pods {
  get(name: string): Promise<V1Pod | undefined>;
  list(labelSelector: string): Promise<V1Pod[]>;
  /** Rejects with `ApiException` when there is no such log. */
  log(pod: string, query: PodLogQuery, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  attach(pod: string, container: string): Promise<Attachment>;
  forward(pod: string, port: number): Promise<Duplex>;
  /** By name of the pod; empty where nobody measures. */
  measures(): Promise<Map<string, PodMeasure>>;
}

const NOT_FOUND = 404;
const NANO_PER_MILLI = 1e6;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};
const CPU_UNITS: Readonly<Record<string, number>> = { '': 1e9, m: 1e6, u: 1e3, n: 1 };

const quantity = (text: string, units: Readonly<Record<string, number>>): number => {
  const [, number = '0', unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? 0);
};

/** Pods over the Kubernetes API: their logs, their stdio, their ports, their use of resources. */
export class PodClient implements Pods {
  private readonly core: CoreV1Api;
  private readonly metrics: Metrics;
  private readonly http = new IsomorphicFetchHttpLibrary();

  constructor(
    private readonly config: KubeConfig,
    private readonly namespace: string,
  ) {
    this.core = config.makeApiClient(CoreV1Api);
    this.metrics = new Metrics(config);
  }

  async get(name: string): Promise<V1Pod | undefined> {
    try {
      return await this.core.readNamespacedPod({ name, namespace: this.namespace });
    } catch (error) {
      if ((error as { code?: unknown }).code === NOT_FOUND) return undefined;
      throw error;
    }
  }

  async list(labelSelector: string): Promise<V1Pod[]> {
    return (await this.core.listNamespacedPod({ namespace: this.namespace, labelSelector })).items;
  }

  async log(pod: string, query: PodLogQuery, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const server = this.config.getCurrentCluster()?.server.replace(/\/$/, '') ?? '';
    const context = new RequestContext(`${server}${this.path(pod)}/log`, HttpMethod.GET);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) context.setQueryParam(name, String(value));
    if (signal) context.setSignal(signal);
    await this.config.applySecurityAuthentication(context);
    const answer = await this.http.send(context).toPromise();
    const stream = answer.body.stream();
    if (answer.httpStatusCode !== 200 || !stream)
      throw new AppError('SERVER_UNAVAILABLE', 'Kubernetes has no such log.', {
        cause: new Error(await answer.body.text().catch(() => 'no answer')),
      });
    return stream as AsyncIterable<Uint8Array>;
  }

  attach(pod: string, container: string): Promise<Attachment> {
    return attachTo(this.config, this.path(pod), container);
  }

  forward(pod: string, port: number): Promise<Duplex> {
    return forwardTo(this.config, this.path(pod), port);
  }

  async measures(): Promise<Map<string, PodMeasure>> {
    const { items } = await this.metrics.getPodMetrics(this.namespace).catch(() => ({ items: [] }));
    return new Map(
      items.map(({ metadata, containers }) => [
        metadata.name,
        {
          cpuMillis: sum(containers, ({ usage }) => quantity(usage.cpu, CPU_UNITS) / NANO_PER_MILLI),
          memoryBytes: sum(containers, ({ usage }) => quantity(usage.memory, UNITS)),
        },
      ]),
    );
  }

  private path(pod: string): string {
    return `/api/v1/namespaces/${encodeURIComponent(this.namespace)}/pods/${encodeURIComponent(pod)}`;
  }
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
