import type { Pod, Service } from '../cluster/cluster.ts';
import type { Condition, ConditionReason, ConditionType, McpServerStatus } from '../cluster/mcp-server.ts';
import type { ContainerState, Diagnosis, Observation } from './observation.ts';
import { currentPods } from './server.diagnosis.ts';

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

const verdict = (type: ConditionType, isTrue: boolean, reason: ConditionReason, message: string): Verdict => ({
  type,
  status: isTrue ? 'True' : 'False',
  reason,
  message,
});

/** The time of a condition is that of its last change of status, not of its last writing. */
const conditions = (
  verdicts: readonly Verdict[],
  before: readonly Condition[] | undefined,
  at: { generation: number; nowMs: number },
): Condition[] =>
  verdicts.map((one) => {
    const last = before?.find(({ type }) => type === one.type);
    const since =
      last?.status === one.status ? last.lastTransitionTime : new Date(at.nowMs).toISOString().replace(/\.\d+Z$/, 'Z');
    return { ...one, observedGeneration: at.generation, lastTransitionTime: since };
  });

const hostPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;

/** Without the fields that are not known. */
const known = <T extends object>(facts: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

const addressAt = (host: string | undefined, port: number | undefined): string | undefined =>
  host && port ? hostPort(host, port) : undefined;

const containerFacts = (container: ContainerState | undefined): Partial<McpServerStatus> =>
  known({
    restarts: container?.restartCount ?? 0,
    // `registry/name@sha256:…`, or a bare digest for an image that was loaded by hand.
    imageDigest: container?.imageID?.replace(/^.*@/, '') || undefined,
    startedAt: container?.state?.running?.startedAt,
  });

const podFacts = (pod: Pod | undefined, port: number | undefined): Partial<McpServerStatus> => ({
  ...containerFacts(pod?.status?.containerStatuses?.[0]),
  ...known({ podName: pod?.metadata.name, podAddress: addressAt(pod?.status?.podIP, port) }),
});

const facts = (seen: Observation, service: Service | undefined): Partial<McpServerStatus> => {
  const [pod] = currentPods(seen);
  const port = service?.spec.ports?.[0]?.port;
  return { ...podFacts(pod, port), ...known({ address: addressAt(service?.spec.clusterIP, port) }) };
};

/** The status of a server that is approved. */
export const runningStatus = (
  seen: Observation,
  diagnosis: Diagnosis,
  service: Service | undefined,
): McpServerStatus => {
  const generation = seen.server.metadata.generation ?? 0;
  const { ready = false, progressing = false, reason, message } = diagnosis;
  const verdicts = [
    verdict('Ready', ready, reason, message),
    verdict('Progressing', progressing, reason, message),
    verdict('Approved', true, 'Approved', 'It was approved in the console.'),
  ];
  return {
    restarts: 0,
    ...facts(seen, service),
    observedGeneration: generation,
    conditions: conditions(verdicts, seen.server.status?.conditions, { generation, nowMs: seen.nowMs }),
  };
};

/** The status of a server that nobody has approved, or that was refused. Nothing of it runs. */
export const unapprovedStatus = (
  server: Observation['server'],
  nowMs: number,
  declined?: { readonly message: string },
): McpServerStatus => {
  const generation = server.metadata.generation ?? 0;
  const reason = declined ? 'Declined' : 'WaitingForReview';
  const message = declined?.message ?? 'Waiting for review in the console. Nothing runs until it is approved there.';
  const verdicts = [
    verdict('Ready', false, reason, message),
    verdict('Progressing', false, reason, message),
    verdict('Approved', false, reason, message),
  ];
  return {
    restarts: 0,
    observedGeneration: generation,
    conditions: conditions(verdicts, server.status?.conditions, { generation, nowMs }),
  };
};
