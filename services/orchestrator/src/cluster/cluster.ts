import type {
  V1DeploymentSpec,
  V1DeploymentStatus,
  V1LeaseSpec,
  V1NetworkPolicySpec,
  V1PodSpec,
  V1PodStatus,
  V1ServiceSpec,
} from '@kubernetes/client-node';
import type { ClusterError } from './cluster-error.ts';
import type { McpServerSpecInput, McpServerStatus } from './mcp-server.ts';

type WireKey<K> = K extends `_${infer Name}` ? Name : K;
/** A type of the client library as it is on the wire: times are strings, words that TypeScript reserves have no underscore. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer E)[]
    ? Wire<E>[]
    : T extends object
      ? { [K in keyof T as WireKey<K>]: Wire<T[K]> }
      : T;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Who set which fields, as server-side apply keeps it. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly managedFields?: readonly ManagedFields[];
}

/** Any object of the API, in its JSON form. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}
interface Specified<S, T> extends KubernetesObject {
  readonly spec: S;
  readonly status?: T;
}

export type McpServerObject = Specified<McpServerSpecInput, Partial<McpServerStatus>>;
export type Deployment = Specified<Wire<V1DeploymentSpec>, Wire<V1DeploymentStatus>>;
export type Pod = Specified<Wire<V1PodSpec>, Wire<V1PodStatus>>;
export type Service = Specified<Wire<V1ServiceSpec>, unknown>;
export type NetworkPolicy = Specified<Wire<V1NetworkPolicySpec>, unknown>;
export type Lease = Specified<Wire<V1LeaseSpec>, unknown>;
export interface ServiceAccount extends KubernetesObject {
  readonly automountServiceAccountToken: boolean;
}
export interface Secret extends KubernetesObject {
  readonly type: string;
  /** Values in base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Every kind the operator knows, with its TypeScript shape. */
export interface Kinds {
  McpServer: McpServerObject;
  Deployment: Deployment;
  Pod: Pod;
  Service: Service;
  ServiceAccount: ServiceAccount;
  Secret: Secret;
  NetworkPolicy: NetworkPolicy;
  Lease: Lease;
}
export type Kind = keyof Kinds;

/** API version and path of each kind. */
export const kinds: { readonly [K in Kind]: { readonly apiVersion: string; readonly plural: string } } = {
  McpServer: { apiVersion: 'archestra.dev/v1alpha1', plural: 'mcpservers' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  Service: { apiVersion: 'v1', plural: 'services' },
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts' },
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', plural: 'networkpolicies' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' },
};

export interface Listed<K extends Kind> {
  readonly items: Kinds[K][];
  readonly resourceVersion: string;
}

export type WatchEvent<K extends Kind> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Kinds[K] }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WatchOptions<K extends Kind> {
  readonly labelSelector?: string | undefined;
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  onEvent(event: WatchEvent<K>): void;
}

export interface PodLogOptions {
  readonly container: string;
  /** The log of the run before this one. */
  readonly previous: boolean;
  readonly tailLines: number;
}

/**
 * One namespace of a Kubernetes cluster, as much of it as the operator needs. Every method rejects with a `ClusterError`, within
 * the deadline of the client. Objects go in and out as the API's own JSON.
 */
export interface Cluster {
  readonly namespace: string;
  /** Set while the API server does not answer, for whoever must not wait to find out. */
  readonly away: ClusterError | undefined;
  get<K extends Kind>(kind: K, name: string): Promise<Kinds[K] | undefined>;
  list<K extends Kind>(kind: K, labelSelector?: string): Promise<Listed<K>>;
  /** Resolves when the server ends the watch, rejects with reason `Gone` when the version is too old to go on from. */
  watch<K extends Kind>(kind: K, options: WatchOptions<K>): Promise<void>;
  /** Server-side apply, by force: the fields that are given become ours. */
  apply<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>;
  create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>;
  /** The whole object; `Conflict` when `metadata.resourceVersion` is not the current one. */
  replace<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>;
  /** JSON merge patch. */
  patch<K extends Kind>(kind: K, name: string, patch: Readonly<Record<string, unknown>>): Promise<Kinds[K]>;
  /** Server-side apply of the status of a `McpServer`; `metadata.uid` must still be right. */
  applyStatus(object: McpServerObject): Promise<McpServerObject>;
  /** `uid`: only this one, not a namesake made since. An object that is gone already is no error. */
  delete(kind: Kind, name: string, uid?: string): Promise<void>;
  podLog(name: string, options: PodLogOptions): Promise<string>;
}
