import type { Pod } from '../cluster/cluster.ts';
import { diagnoseContainer } from './container.diagnosis.ts';
import type { Diagnosis, Observation } from './observation.ts';
import { quotable } from './words.ts';

const conditionOf = (pod: Pod, type: string): { status: string; reason?: string; message?: string } | undefined =>
  pod.status?.conditions?.find((condition) => condition.type === type);

const isReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True';
export const isOver = (pod: Pod): boolean => pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
export const isLeaving = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

export const diagnoseEviction = (pod: Pod): Diagnosis | undefined => {
  if (pod.status?.reason !== 'Evicted') return undefined;
  const said = quotable(pod.status.message ?? '');
  if (/ephemeral|emptydir|storage|disk/i.test(said)) {
    return {
      reason: 'DiskFull',
      message: `The server wrote more to its disk than it may and was stopped. Give it more storage, or find out what it writes. It said: ${said}`,
    };
  }
  return {
    reason: 'Evicted',
    message: `The node is short of resources and stopped the server. It is started again. It said: ${said}`,
  };
};

const diagnoseScheduling = (pod: Pod): Diagnosis | undefined => {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  const said = quotable(scheduled.message ?? '');
  return {
    reason: 'Unschedulable',
    message: `No node of the cluster has room for the server. Lower its limits or add a node. It said: ${said}`,
  };
};

const diagnoseContainers = (pod: Pod, seen: Observation): Diagnosis | undefined => {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const unfinished = initContainerStatuses.filter(({ state }) => state?.terminated?.exitCode !== 0);
  for (const state of unfinished) {
    if (state.state?.running)
      return { reason: 'Starting', message: 'The package of the server is being fetched.', progressing: true };
  }
  for (const state of [...unfinished, ...containerStatuses]) {
    const diagnosis = diagnoseContainer(state, pod, seen);
    if (diagnosis) return diagnosis;
  }
  return undefined;
};

/** What is the matter with the pod; that it is ready, when nothing is. */
export const diagnosePod = (pod: Pod, seen: Observation): Diagnosis => {
  const trouble = diagnoseEviction(pod) ?? diagnoseScheduling(pod) ?? diagnoseContainers(pod, seen);
  if (trouble) return trouble;
  if (isOver(pod)) {
    const said = quotable(pod.status?.message ?? pod.status?.reason ?? '');
    return {
      reason: 'Evicted',
      message: `The pod of the server was ended by the cluster and is made anew. ${said}`.trim(),
      progressing: true,
    };
  }
  if (isReady(pod)) return { reason: 'Running', message: 'The server runs.', ready: true };
  return { reason: 'Starting', message: 'The pod of the server is being prepared.', progressing: true };
};
