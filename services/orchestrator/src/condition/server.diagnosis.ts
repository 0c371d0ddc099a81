import type { Deployment, Pod } from '../cluster/cluster.ts';
import type { ClusterError } from '../cluster/cluster-error.ts';
import { annotation } from '../manifest/label.ts';
import type { Diagnosis, Observation } from './observation.ts';
import { diagnoseEviction, diagnosePod, isLeaving, isOver } from './pod.diagnosis.ts';
import { quotable } from './words.ts';

const REMEMBERED_MS = 600_000;

const templateHash = (annotations: Readonly<Record<string, string>> | undefined): string | undefined =>
  annotations?.[annotation.configHash];

const madeAt = (pod: Pod): number => Date.parse(pod.metadata.creationTimestamp ?? '') || 0;

/** Pods of the present template, the one that counts first: living before ended, young before old. */
export const currentPods = ({ deployment, pods }: Pick<Observation, 'deployment' | 'pods'>): Pod[] => {
  const hash = templateHash(deployment?.spec.template.metadata?.annotations);
  return pods
    .filter((pod) => !isLeaving(pod) && templateHash(pod.metadata.annotations) === hash)
    .sort((one, other) => Number(isOver(one)) - Number(isOver(other)) || madeAt(other) - madeAt(one));
};

/** An API server that says no: by quota, by admission, or because of what was asked for. */
const refused = (said: string): Diagnosis => {
  if (/exceeded quota|LimitRange|maximum .* usage per/i.test(said)) {
    return {
      reason: 'QuotaExceeded',
      message: `The quota of the namespace does not allow the server. Stop another one, lower its limits or raise the quota. It said: ${quotable(said)}`,
    };
  }
  if (/violates PodSecurity|admission|denied the request|forbidden/i.test(said)) {
    return {
      reason: 'RefusedByPolicy',
      message: `A policy of the cluster refuses the server. It said: ${quotable(said)}`,
    };
  }
  return { reason: 'InvalidSpec', message: `Kubernetes refuses the specification of the server: ${quotable(said)}` };
};

const diagnoseRefusal = (refusal: ClusterError | undefined): Diagnosis | undefined => refusal && refused(refusal.said);

const diagnoseFailedCreate = (deployment: Deployment | undefined): Diagnosis | undefined => {
  const failure = deployment?.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  return failure && refused(failure.message ?? '');
};

const diagnoseSleep = (seen: Observation): Diagnosis | undefined => {
  if (seen.spec.replicas !== 0) return undefined;
  const message = 'The server sleeps: nobody used it for a while. It wakes up with the next call.';
  return { reason: 'ScaledToZero', message, progressing: seen.pods.some((pod) => !isOver(pod)) };
};

const isObserved = ({ metadata, status }: Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

const diagnoseReplacement = ({ deployment }: Observation): Diagnosis | undefined => {
  if (deployment && isObserved(deployment)) return undefined;
  return { reason: 'Replacing', message: 'The pod of the server is being replaced.', progressing: true };
};

/** An eviction is told for a while after the next pod has taken over: it will come again when nobody does anything. */
const rememberEviction = (diagnosis: Diagnosis, ended: readonly Pod[], nowMs: number): Diagnosis => {
  const [last] = ended.filter((pod) => nowMs - endedAt(pod) < REMEMBERED_MS);
  const eviction = last && diagnoseEviction(last);
  if (!eviction) return diagnosis;
  const recheckAfterMs = diagnosis.recheckAfterMs ?? REMEMBERED_MS;
  if (diagnosis.reason === 'Starting') return { ...eviction, recheckAfterMs };
  return diagnosis.ready
    ? { ...diagnosis, message: `${diagnosis.message} Before that: ${eviction.message}`, recheckAfterMs }
    : diagnosis;
};

const endedAt = (pod: Pod): number =>
  Math.max(
    0,
    ...(pod.status?.conditions ?? []).map(({ lastTransitionTime }) => Date.parse(lastTransitionTime ?? '') || 0),
  );

const diagnoseCurrentPod = (seen: Observation): Diagnosis | undefined => {
  const [pod, ...others] = currentPods(seen);
  return pod && rememberEviction(diagnosePod(pod, seen), others.filter(isOver), seen.nowMs);
};

const waiting: Diagnosis = { reason: 'Starting', message: 'The pod of the server is being made.', progressing: true };

/** The one thing a person should know about a server now. Pure. */
export const diagnose = (seen: Observation): Diagnosis =>
  diagnoseRefusal(seen.refusal) ??
  diagnoseSleep(seen) ??
  diagnoseReplacement(seen) ??
  diagnoseCurrentPod(seen) ??
  diagnoseFailedCreate(seen.deployment) ??
  waiting;
