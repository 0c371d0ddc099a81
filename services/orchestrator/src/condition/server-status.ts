import type { Service } from '../cluster/cluster.ts';
import type { Condition, ConditionReason, ConditionType, McpServerStatus } from '../cluster/mcp-server.ts';
import type { Diagnosis, Observation } from './observation.ts';
import { currentPods } from './server.diagnosis.ts';

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

const verdict = (type: ConditionType, isTrue: boolean, reason: ConditionReason, message: string): Verdict => ({
  type,
  status: isTrue ? 'True' : 'False',
  reason,
  message,
});

/** The time of a condition is that of its last change of status, not of its last writing. */
export const conditions = (
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

const facts = (seen: Observation, service: Service | undefined): Partial<McpServerStatus> => {
  const [pod] = currentPods(seen);
  const container = pod?.status?.containerStatuses?.[0];
  const port = service?.spec.ports?.[0]?.port;
  const address = service?.spec.clusterIP;
  const digest = container?.imageID?.replace(/^.*@/, '');
  const startedAt = container?.state?.running?.startedAt;
  return {
    restarts: container?.restartCount ?? 0,
    ...(pod ? { podName: pod.metadata.name } : {}),
    ...(address && port ? { address: hostPort(address, port) } : {}),
    ...(pod?.status?.podIP && port ? { podAddress: hostPort(pod.status.podIP, port) } : {}),
    ...(digest ? { imageDigest: digest } : {}),
    ...(startedAt ? { startedAt } : {}),
  };
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
