import type { Deployment, McpServerObject, Pod } from '../cluster/cluster.ts';
import type { ClusterError } from '../cluster/cluster-error.ts';
import type { ConditionReason, McpServerSpec } from '../cluster/mcp-server.ts';

/** Everything the state of a server is judged by. */
export interface Observation {
  readonly server: McpServerObject;
  readonly spec: McpServerSpec;
  readonly deployment: Deployment | undefined;
  /** All pods of the server, old ones included. */
  readonly pods: readonly Pod[];
  /** The API server refused to write an object of this server. */
  readonly refusal: ClusterError | undefined;
  readonly nowMs: number;
  /** A pod that runs this long without becoming ready is told to never become ready. */
  readonly neverReadyAfterMs: number;
  /** Last lines of a run of a container that ended; `undefined` while they are not known. */
  log(containerId: string): readonly string[] | undefined;
}

/** What is the matter, or that nothing is. */
export interface Diagnosis {
  readonly reason: ConditionReason;
  readonly message: string;
  readonly ready?: boolean;
  /** Still under way by itself; a person need not act. */
  readonly progressing?: boolean;
  /** Only time changes the verdict: look again after this. */
  readonly recheckAfterMs?: number;
  /** The log of this run is needed to say more. */
  readonly wantsLog?: WantedLog;
}

export interface WantedLog {
  readonly pod: string;
  readonly container: string;
  readonly containerId: string;
  readonly previous: boolean;
}

export type ContainerState = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
