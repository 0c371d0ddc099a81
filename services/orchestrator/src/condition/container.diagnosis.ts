import type { Pod } from '../cluster/cluster.ts';
import type { ConditionReason } from '../cluster/mcp-server.ts';
import { PACKAGE_CONTAINER } from '../manifest/pod-template.ts';
import type { ContainerState, Diagnosis, Observation, WantedLog } from './observation.ts';
import { quotable, spoken, withLog } from './words.ts';

type Ended = NonNullable<NonNullable<ContainerState['state']>['terminated']>;
type Judge = (state: ContainerState, pod: Pod, seen: Observation) => Diagnosis | undefined;

/** After the second crash a server has to run this long to be called running again. */
const SETTLE_MS = 10_000;
const KILLED_CODE = 137;

const refusedPull = /unauthorized|denied|forbidden|authentication|no basic auth|credential/i;
const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
]);

const judgeImage: Judge = ({ state, image }, _pod, { spec }) => {
  const waiting = state?.waiting;
  if (!waiting || !imageReasons.has(waiting.reason ?? '')) return undefined;
  const name = quotable(spec.image || image);
  const said = quotable(waiting.message ?? '');
  if (waiting.reason === 'InvalidImageName') {
    return {
      reason: 'ImageNotFound',
      message: `“${name}” is not a valid image reference. Correct the name of the image.`,
    };
  }
  if (refusedPull.test(said)) {
    return {
      reason: 'ImageRefused',
      message: `The registry refuses the image ${name}. Add a pull secret that may read it, or correct the one that is there. It said: ${said}`,
    };
  }
  return {
    reason: 'ImageNotFound',
    message: `The image ${name} could not be fetched. Check its name and tag, and that the cluster reaches the registry. It said: ${said}`,
  };
};

const judgeConfiguration: Judge = ({ state }) => {
  const waiting = state?.waiting;
  if (waiting?.reason !== 'CreateContainerConfigError') return undefined;
  const said = quotable(waiting.message ?? '');
  if (/secret|key/i.test(said)) {
    return {
      reason: 'SecretMissing',
      message: `A credential of this server is missing in the cluster. It said: ${said}`,
    };
  }
  return { reason: 'InvalidSpec', message: `The container cannot be made from this specification. It said: ${said}` };
};

/** The run that ended last, and where its log is. */
const lastEnd = (state: ContainerState, pod: Pod): { ended: Ended; wanted: WantedLog } | undefined => {
  const now = state.state?.terminated;
  const ended = now ?? state.lastState?.terminated;
  if (!ended) return undefined;
  const wanted = {
    pod: pod.metadata.name,
    container: state.name,
    containerId: ended.containerID ?? `${pod.metadata.uid ?? ''}/${String(state.restartCount)}`,
    // The log of the container that is there now is not called previous.
    previous: now === undefined && state.state?.waiting === undefined,
  };
  return { ended, wanted };
};

const isSettled = (state: ContainerState, nowMs: number): boolean => {
  const startedAt = state.state?.running?.startedAt;
  if (!startedAt) return false;
  return state.restartCount < 2 || nowMs - Date.parse(startedAt) >= SETTLE_MS;
};

const judgeEnd: Judge = (state, pod, seen) => {
  const end = lastEnd(state, pod);
  if (!end) return undefined;
  const isUp = state.state?.running !== undefined;
  if (isUp && isSettled(state, seen.nowMs)) return undefined;
  return { ...explainEnd(state, end.ended, seen, end.wanted), ...(isUp ? { recheckAfterMs: SETTLE_MS } : {}) };
};

/** Ends that explain themselves. */
const explainKill = (ended: Ended, { spec }: Observation, again: string): Diagnosis | undefined => {
  if (ended.reason === 'OOMKilled') {
    const limit = spec.resources.memory ? ` of ${spec.resources.memory}` : '';
    const message = `The server used more memory than its limit${limit} and was killed. Give it more memory. ${again}`;
    return { reason: 'OutOfMemory', message };
  }
  return ended.reason === 'ContainerCannotRun' || ended.reason === 'StartError'
    ? notStarted(ended.message ?? '')
    : undefined;
};

const notStarted = (said: string): Diagnosis => ({
  reason: 'CrashLoop',
  message: `The program of the server could not be started. Check its command. It said: ${quotable(said)}`,
});

const blame = (state: ContainerState, { exitCode, signal }: Ended, again: string): [ConditionReason, string] => {
  if (state.name === PACKAGE_CONTAINER)
    return ['PackageNotFetched', 'The package of the server could not be fetched into the pod.'];
  if (exitCode === 0)
    return ['Exited', `The server ends by itself with exit code 0; it should wait for requests. ${again}`];
  const how = signal ? `by signal ${String(signal)}` : `with exit code ${String(exitCode)}`;
  return ['CrashLoop', `The server crashes: it ended ${how}${exitCode === KILLED_CODE ? ' (killed)' : ''}. ${again}`];
};

const explainEnd = (state: ContainerState, ended: Ended, seen: Observation, wanted: WantedLog): Diagnosis => {
  const again = `It was started ${state.restartCount + 1} ${state.restartCount === 0 ? 'time' : 'times'} and is tried again.`;
  const killed = explainKill(ended, seen, again);
  if (killed) return killed;
  const log = seen.log(wanted.containerId);
  const [reason, sentence] = blame(state, ended, again);
  return { reason, message: withLog(sentence, log), ...(log === undefined ? { wantsLog: wanted } : {}) };
};

/** Waiting for something that is none of the errors above, such as `RunContainerError`. */
const judgeStart: Judge = ({ state }) => {
  const waiting = state?.waiting;
  if (!waiting || !/Error$/.test(waiting.reason ?? '')) return undefined;
  return notStarted(waiting.message ?? waiting.reason ?? '');
};

const judgePatience: Judge = ({ state, ready, started }, _pod, { nowMs, neverReadyAfterMs, spec }) => {
  const startedAt = state?.running?.startedAt;
  if (ready || !startedAt) return undefined;
  const ranMs = nowMs - Date.parse(startedAt);
  if (ranMs < neverReadyAfterMs) {
    const message = started === false ? 'The server is starting.' : 'The server runs and is not ready yet.';
    return { reason: 'Starting', message, progressing: true, recheckAfterMs: neverReadyAfterMs - ranMs };
  }
  const where = spec.port === undefined ? 'its port' : `port ${String(spec.port)}`;
  return {
    reason: 'NeverReady',
    message: `The server runs for ${spoken(ranMs)} and does not answer at ${where}. Check that it listens there, on all addresses, and look at its log.`,
  };
};

const judges: readonly Judge[] = [judgeImage, judgeConfiguration, judgeEnd, judgeStart, judgePatience];

/** What is the matter with one container; `undefined` when nothing is. */
export const diagnoseContainer: Judge = (state, pod, seen) => {
  for (const judge of judges) {
    const diagnosis = judge(state, pod, seen);
    if (diagnosis) return diagnosis;
  }
  return undefined;
};
