import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import {
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import {
  kinds,
  type Cluster,
  type Kind,
  type Kinds,
  type KubernetesObject,
  type Listed,
  type McpServerObject,
  type PodLogOptions,
  type WatchEvent,
  type WatchOptions,
} from './cluster.ts';
import { ClusterError, hasReason } from './cluster-error.ts';

const REQUEST_TIMEOUT_MS = 5_000;
/** The server ends a watch after this; it also sends a bookmark about every minute, so that silence means a dead connection. */
const WATCH_SECONDS = 290;
const WATCH_SILENCE_MS = 150_000;
const LOG_BYTES = 64 * 1_024;
const FIELD_MANAGER = 'archestra';
const JSON_TYPE = 'application/json';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
interface Request {
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly contentType?: string;
}
/** A line of a watch: what the API sends as `object` is an object, a bookmark, or a `Status`. */
interface WatchLine {
  readonly type: string;
  readonly object: KubernetesObject & { readonly code?: number; readonly message?: string };
}

/** The Kubernetes API of one namespace, by the official client's configuration, credentials and transport. */
export class KubernetesClient implements Cluster {
  private readonly http = new IsomorphicFetchHttpLibrary();
  private readonly server: string;
  private lastFailure: ClusterError | undefined;
  /** How many requests were made, for measurements. */
  requests = 0;

  constructor(
    readonly config: KubeConfig,
    readonly namespace: string,
    private readonly timeoutMs = REQUEST_TIMEOUT_MS,
    private readonly fieldManager = FIELD_MANAGER,
  ) {
    const cluster = config.getCurrentCluster();
    if (!cluster) throw new Error('The kubeconfig names no cluster.');
    this.server = cluster.server.replace(/\/$/, '');
  }

  /** From a kubeconfig file, or as it is found in a pod or a home folder. */
  static load(namespace: string, kubeconfigFile?: string): KubernetesClient {
    const config = new KubeConfig();
    if (kubeconfigFile) config.loadFromFile(kubeconfigFile);
    else config.loadFromDefault();
    return new KubernetesClient(config, namespace);
  }

  get away(): ClusterError | undefined {
    return this.lastFailure;
  }

  async get<K extends Kind>(kind: K, name: string): Promise<Kinds[K] | undefined> {
    try {
      return await this.json<Kinds[K]>({ method: HttpMethod.GET, path: this.path(kind, name) });
    } catch (error) {
      if (hasReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async list<K extends Kind>(kind: K, labelSelector?: string): Promise<Listed<K>> {
    const { items, metadata } = await this.json<{ items: Kinds[K][]; metadata: { resourceVersion: string } }>({
      method: HttpMethod.GET,
      path: this.path(kind),
      query: { labelSelector },
    });
    // Items of a list come without the two fields that say what they are.
    const typed = items.map((item) => ({ ...item, kind, apiVersion: kinds[kind].apiVersion }));
    return { items: typed, resourceVersion: metadata.resourceVersion };
  }

  async watch<K extends Kind>(
    kind: K,
    { labelSelector, resourceVersion, signal, onEvent }: WatchOptions<K>,
  ): Promise<void> {
    const silence = new AbortController();
    const both = AbortSignal.any([signal, silence.signal]);
    const timer = setTimeout(() => silence.abort(), WATCH_SILENCE_MS);
    try {
      const query = {
        watch: true,
        allowWatchBookmarks: true,
        timeoutSeconds: WATCH_SECONDS,
        labelSelector,
        resourceVersion,
      };
      const answer = await this.send({ method: HttpMethod.GET, path: this.path(kind), query }, both);
      const stream = answer.body.stream();
      if (!stream) return;
      for await (const line of createInterface(Readable.from(stream))) {
        timer.refresh();
        onEvent(watchEvent<K>(JSON.parse(line)));
      }
    } catch (error) {
      if (!signal.aborted) throw error instanceof ClusterError ? error : ClusterError.away(error);
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  apply<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.serverSideApply(this.path(kind, object.metadata.name), object, this.fieldManager);
  }

  applyStatus(object: McpServerObject): Promise<McpServerObject> {
    return this.serverSideApply(
      `${this.path('McpServer', object.metadata.name)}/status`,
      object,
      `${this.fieldManager}-status`,
    );
  }

  create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    const query = { fieldManager: this.fieldManager };
    return this.json({ method: HttpMethod.POST, path: this.path(kind), query, body: object });
  }

  replace<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    const query = { fieldManager: this.fieldManager };
    return this.json({ method: HttpMethod.PUT, path: this.path(kind, object.metadata.name), query, body: object });
  }

  patch<K extends Kind>(kind: K, name: string, patch: Readonly<Record<string, unknown>>): Promise<Kinds[K]> {
    return this.json({
      method: HttpMethod.PATCH,
      path: this.path(kind, name),
      query: { fieldManager: this.fieldManager },
      body: patch,
      contentType: 'application/merge-patch+json',
    });
  }

  async delete(kind: Kind, name: string, uid?: string): Promise<void> {
    const body = { propagationPolicy: 'Background', ...(uid ? { preconditions: { uid } } : {}) };
    try {
      await this.json({ method: HttpMethod.DELETE, path: this.path(kind, name), body });
    } catch (error) {
      // A conflict here means that the name belongs to another object by now: the one that was meant is gone.
      if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
    }
  }

  async podLog(name: string, { container, previous, tailLines }: PodLogOptions): Promise<string> {
    const query = { container, previous, tailLines, limitBytes: LOG_BYTES };
    const request = { method: HttpMethod.GET, path: `${this.path('Pod', name)}/log`, query };
    const answer = await this.send(request, AbortSignal.timeout(this.timeoutMs));
    return answer.body.text();
  }

  private serverSideApply<T>(path: string, object: T, fieldManager: string): Promise<T> {
    const contentType = 'application/apply-patch+yaml';
    return this.json({
      method: HttpMethod.PATCH,
      path,
      query: { fieldManager, force: true },
      body: object,
      contentType,
    });
  }

  private path(kind: Kind, name?: string): string {
    const { apiVersion, plural } = kinds[kind];
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const collection = `${root}/namespaces/${encodeURIComponent(this.namespace)}/${plural}`;
    return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
  }

  private async json<T>(request: Request): Promise<T> {
    const answer = await this.send(request, AbortSignal.timeout(this.timeoutMs));
    try {
      return JSON.parse(await answer.body.text());
    } catch (error) {
      throw this.failed(ClusterError.away(error));
    }
  }

  private async send(request: Request, signal: AbortSignal): Promise<ResponseContext> {
    const answer = await this.attempt(request, signal);
    if (answer.httpStatusCode < 300) {
      this.lastFailure = undefined;
      return answer;
    }
    const error = ClusterError.fromAnswer(answer.httpStatusCode, await answer.body.text().catch(() => ''));
    throw answer.httpStatusCode >= 500 ? this.failed(error) : error;
  }

  private async attempt(request: Request, signal: AbortSignal): Promise<ResponseContext> {
    const { method, path, query = {}, body, contentType = JSON_TYPE } = request;
    const context = new RequestContext(`${this.server}${path}`, method);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) context.setQueryParam(name, String(value));
    }
    context.setHeaderParam('accept', JSON_TYPE);
    if (body !== undefined) {
      context.setHeaderParam('content-type', contentType);
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(signal);
    this.requests += 1;
    try {
      await this.config.applySecurityAuthentication(context);
      return await this.http.send(context).toPromise();
    } catch (error) {
      throw this.failed(ClusterError.away(error));
    }
  }

  private failed(error: ClusterError): ClusterError {
    this.lastFailure = error;
    return error;
  }
}

const watchEvent = <K extends Kind>({ type, object }: WatchLine): WatchEvent<K> => {
  if (type === 'ERROR') throw ClusterError.fromAnswer(object.code ?? 500, JSON.stringify(object));
  if (type === 'BOOKMARK') return { type, resourceVersion: object.metadata.resourceVersion ?? '' };
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, object: object as Kinds[K] };
  throw new ClusterError('Broken', `unknown watch event ${type}`);
};
