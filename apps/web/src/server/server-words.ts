import type { InstallationStatus, ServerPhase, ServerSource, ServerStatus } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** A state in words, with its colour and whether it is still moving. */
export interface StateWords {
  label: string;
  tone: Tone;
  moving: boolean;
}

const states: Record<InstallationStatus, StateWords> = {
  pending: { label: 'Waiting to start', tone: 'neutral', moving: true },
  starting: { label: 'Starting', tone: 'info', moving: true },
  ready: { label: 'Ready', tone: 'success', moving: false },
  failed: { label: 'Failed', tone: 'danger', moving: false },
  stopped: { label: 'Stopped', tone: 'neutral', moving: false },
};

type Shown = Partial<Record<ServerPhase, StateWords>>;

const whateverTheStatus: Shown = { backoff: { label: 'Crashed, starts again', tone: 'warning', moving: true } };
const unlessFailed: Shown = { preparing: { label: 'Installing', tone: 'info', moving: true } };
const whenReady: Shown = { starting: states.starting, asleep: { label: 'Asleep', tone: 'success', moving: false } };

/** The state of a server; what its process does right now counts more than what the catalog last heard. */
export const stateWords = (status: InstallationStatus, runtime: ServerStatus | null): StateWords => {
  const shown = {
    ...(status === 'ready' && whenReady),
    ...(status !== 'failed' && unlessFailed),
    ...whateverTheStatus,
  };
  return (runtime && shown[runtime.phase]) ?? states[status];
};

/** How well the server is locked in. */
export const sandboxWords = (
  source: ServerSource,
  runtime: ServerStatus | null,
): { label: string; tone: Tone; detail: string } => {
  if (source.kind === 'builtin')
    return { label: 'Built in', tone: 'neutral', detail: 'Part of Archestra; there is no foreign program to lock in.' };
  if (source.kind === 'remote')
    return { label: 'Remote', tone: 'neutral', detail: 'Runs elsewhere; Archestra only sends it calls.' };
  if (runtime?.sandbox === 'bubblewrap') {
    return {
      label: 'Sandboxed',
      tone: 'success',
      detail: 'Sees only its package, its own home and the directories listed (bubblewrap).',
    };
  }
  if (runtime?.sandbox === 'pod') {
    return {
      label: 'Own pod',
      tone: 'success',
      detail: 'Runs in a pod of its own under the restricted standard, without a service account token (Kubernetes).',
    };
  }
  if (runtime?.sandbox === 'none') {
    return {
      label: 'No sandbox',
      tone: 'warning',
      detail: 'bubblewrap does not work on this machine: the program sees what its account sees.',
    };
  }
  return { label: 'Sandbox not known yet', tone: 'neutral', detail: 'Shown once the process has started.' };
};

/** What runs, in one line: `npm · @scope/name 1.2.3`. */
export const sourceWords = (source: ServerSource): string => {
  if (source.kind === 'remote') return source.url;
  if (source.kind === 'builtin') return `Archestra ${source.service}`;
  if (source.kind === 'image') return source.image;
  return `${source.package} ${source.version}`;
};

/** Where it comes from. */
export const kindWords = (source: ServerSource): string => {
  if (source.kind === 'package') return source.registry === 'npm' ? 'npm' : 'PyPI';
  return { image: 'Image', remote: 'Remote', builtin: 'Built in' }[source.kind];
};
