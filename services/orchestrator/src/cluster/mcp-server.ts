import { createHash } from 'node:crypto';
import type { SubmittedSource } from '@archestra/contracts';
import { z } from 'zod';

/** The custom resource as the API server knows it; deploy/kubernetes/crd.yaml is its definition. */
export const MCP_SERVER = {
  apiVersion: 'archestra.dev/v1alpha1',
  kind: 'McpServer',
  group: 'archestra.dev',
  version: 'v1alpha1',
  plural: 'mcpservers',
} as const;

const text = z.string().max(4_096);
const quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, 'a quantity such as 500m or 256Mi');
const variable = z.object({ name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), value: z.string().max(32_768) });

/**
 * `spec` of a `McpServer`. `bridge`: stdio, spoken to as Streamable HTTP by the base image's bridge, which starts `command` and
 * `args`. `attach`: stdio of any image over the Kubernetes API. `http`: an image that speaks Streamable HTTP itself.
 */
export const McpServerSpec = z.object({
  /** These three are absent when a person applied it, and never change once they are set. */
  organizationId: z.string().max(64).optional(),
  installationId: z.string().max(64).optional(),
  instance: z.string().max(200).optional(),
  transport: z.enum(['bridge', 'attach', 'http']),
  image: z.string().min(1).max(512),
  command: z.array(text).max(128).default([]),
  args: z.array(text).max(128).default([]),
  /** Not for secrets. */
  environment: z.array(variable).max(256).default([]),
  /** The Secret with the values of `secretKeys`; the operator writes it with the name of the `McpServer`. */
  secretName: z.string().max(253).optional(),
  /** Keys of the Secret that become environment variables of the server. */
  secretKeys: z.array(z.string().max(128)).max(128).default([]),
  /** Changes when the Secret does, so that the pod is replaced; tells nothing about the values. */
  secretRevision: z.string().max(64).optional(),
  /** A prepared package: fetched by an init container of the same image into `/package`, which is read-only for the server. */
  package: z
    .object({
      url: z.string().max(2_048),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** Key of the Secret with the token for `url`; only the init container sees it. */
      tokenKey: z.string().max(128).optional(),
    })
    .optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  path: z.string().max(256).optional(),
  resources: z
    .object({ cpu: quantity.optional(), memory: quantity.optional(), ephemeralStorage: quantity.optional() })
    .default({}),
  /** Enforced by the egress proxy; the NetworkPolicy lets nothing but the proxy and the pod door through. */
  egress: z.object({ hosts: z.array(z.string().max(261)).max(64).default([]) }).default({ hosts: [] }),
  replicas: z.union([z.literal(0), z.literal(1)]).default(1),
  restartedAt: z.string().max(40).optional(),
  imagePullSecrets: z.array(z.string().max(253)).max(4).default([]),
});
export type McpServerSpec = z.output<typeof McpServerSpec>;
export type McpServerSpecInput = z.input<typeof McpServerSpec>;

export const ConditionType = z.enum(['Ready', 'Progressing', 'Approved']);
export type ConditionType = z.output<typeof ConditionType>;

/** Why a condition is what it is; `message` says the same in words a person can act on. */
export const ConditionReason = z.enum([
  'Running',
  'ScaledToZero',
  'Starting',
  'Replacing',
  'ImageNotFound',
  'ImageRefused',
  'CrashLoop',
  'Exited',
  'OutOfMemory',
  'DiskFull',
  'Evicted',
  'PackageNotFetched',
  'SecretMissing',
  'QuotaExceeded',
  'RefusedByPolicy',
  'InvalidSpec',
  'Unschedulable',
  'NeverReady',
  'Approved',
  'WaitingForReview',
  'Declined',
  'Deleting',
]);
export type ConditionReason = z.output<typeof ConditionReason>;

export const Condition = z.object({
  type: ConditionType,
  status: z.enum(['True', 'False', 'Unknown']),
  reason: ConditionReason,
  message: z.string(),
  observedGeneration: z.number().int().optional(),
  lastTransitionTime: z.string(),
});
export type Condition = z.output<typeof Condition>;

export const McpServerStatus = z.object({
  observedGeneration: z.number().int().optional(),
  conditions: z.array(Condition).default([]),
  /** The pod that runs now. */
  podName: z.string().optional(),
  /** Where the Service answers, `host:port`; absent for `attach`. Stays the same when the pod is replaced; new ones take a second to be known by all nodes. */
  address: z.string().optional(),
  /** Where the pod itself answers, `host:port`, at once when it is ready; absent for `attach`. */
  podAddress: z.string().optional(),
  /** Digest of what really runs. */
  imageDigest: z.string().optional(),
  restarts: z.number().int().default(0),
  startedAt: z.string().optional(),
});
export type McpServerStatus = z.output<typeof McpServerStatus>;

/** One running copy that should exist. `secret` holds values by key; they go into the Secret and nowhere else. */
export interface McpServerInstance {
  /** Name of the object: `serverObjectName(…)`, or the one a person gave it before it was adopted. */
  readonly name: string;
  readonly title: string;
  readonly spec: McpServerSpecInput & { organizationId: string; installationId: string; instance: string };
  readonly secret: Readonly<Record<string, string>>;
}

/** What is known about one `McpServer`. */
export interface McpServerView {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** Grows with every edit of its spec. */
  readonly generation: number;
  readonly spec: McpServerSpec;
  readonly status: McpServerStatus;
  /** The status belongs to the spec: nothing is still waiting to be looked at by the operator. */
  readonly isCurrent: boolean;
}

/** A `McpServer` somebody applied that nobody has approved yet. `generation` grows with every edit of its spec. */
export interface ServerProposal {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly spec: McpServerSpec;
  /** What its specification means in the words of the registry. */
  readonly source: SubmittedSource;
}

/**
 * The servers of the cluster for everybody but the operator. Every replica may read; what is wanted is remembered by every
 * replica and written by the leader, again and again until it is so.
 * Errors: `AppError` `SERVER_UNAVAILABLE` within seconds while the API server is away (what was wanted stays wanted), `CONFLICT`
 * when a name belongs to something else, `INVALID_INPUT` when the API server refuses the spec.
 */
export interface McpServers {
  /** Everything of the cluster is known; before that something may exist that is not listed. */
  readonly isSynced: boolean;
  /** Resolves when the object is written as wanted, which is before it runs. On a follower: at once. */
  apply(instance: McpServerInstance): Promise<void>;
  /** Resolves when the deletion is accepted; `gone` waits for its end. A name that does not exist is gone already. */
  remove(name: string): Promise<void>;
  gone(name: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<void>;
  /** Says that these are all: whatever else of ours is in the namespace, left over from an earlier life, is removed. */
  retain(names: Iterable<string>): Promise<void>;
  list(): McpServerView[];
  get(name: string): McpServerView | undefined;
  /** Told of every change; `undefined` when it is gone. Returns the way to stop. */
  watch(onStatus: (name: string, view: McpServerView | undefined) => void): () => void;
  /**
   * Resolves with a view that is ready. Rejects with `SERVER_UNAVAILABLE` and the operator's words as soon as waiting makes no
   * sense any more (image not found, crash loop, refused …), and after `timeoutMs`.
   */
  ready(name: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<McpServerView>;
  /** Makes a reviewed proposal ours. `CONFLICT` when it is another object, or another edit of it, than the one reviewed. */
  adopt(proposal: Pick<ServerProposal, 'name' | 'uid' | 'generation'>, instance: McpServerInstance): Promise<void>;
  /** Writes the refusal into the object's `Approved` condition. */
  decline(proposal: Pick<ServerProposal, 'name' | 'uid' | 'generation'>, message: string): Promise<void>;
  /** What waits for review now; complete after a start, unlike events that may be missed while nobody led. */
  proposals(): ServerProposal[];
}

/** Stable for one running copy of one installation, whatever it is called; short enough for every object made of it. */
export const serverObjectName = (of: { organizationId: string; installationId: string; instance: string }): string => {
  const identity = JSON.stringify([of.organizationId, of.installationId, of.instance]);
  return `mcp-${createHash('sha256').update(identity).digest('hex').slice(0, 20)}`;
};
