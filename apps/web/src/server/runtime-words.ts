import type { EgressAttempt, ServerCondition, ServerPhase } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** What a running copy does right now, in words. */
export const phaseWords: Record<ServerPhase, { label: string; tone: Tone; moving: boolean }> = {
  preparing: { label: 'Installing', tone: 'info', moving: true },
  starting: { label: 'Starting', tone: 'info', moving: true },
  running: { label: 'Running', tone: 'success', moving: false },
  backoff: { label: 'Crashed, starts again', tone: 'warning', moving: true },
  failed: { label: 'Failed', tone: 'danger', moving: false },
  stopped: { label: 'Stopped', tone: 'neutral', moving: false },
  asleep: { label: 'Asleep', tone: 'neutral', moving: false },
};

/** `PodScheduled` → `Pod scheduled`. */
export const camelWords = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Whether a condition is good news. Being asleep is no fault: the next call wakes it. */
export const conditionTone = ({ status, reason }: ServerCondition): Tone => {
  if (status === 'True') return 'success';
  if (status === 'Unknown' || /asleep|scaled/i.test(reason)) return 'neutral';
  return 'danger';
};

/** What became of an attempt to connect. */
export const verdictWords: Record<EgressAttempt['verdict'], { label: string; tone: Tone }> = {
  allowed: { label: 'Allowed', tone: 'success' },
  refused: { label: 'Refused', tone: 'danger' },
  failed: { label: 'Failed', tone: 'warning' },
};

/** Why an attempt to connect went as it did. */
export const egressReasonWords: Record<EgressAttempt['reason'], string> = {
  'allowed-host': 'On the list of hosts of this server',
  'host-not-allowed': 'Not on the list of hosts of this server',
  'private-address': 'A private address of your network',
  'metadata-address': 'The metadata address of the cloud, where its credentials are',
  unresolvable: 'The name has no address',
  unreachable: 'Allowed, but nobody answered',
  'bypassed-proxy': 'Tried to connect past the proxy',
  limit: 'Too many connections or too much data',
  unauthenticated: 'Came without the proxy credentials of this server',
  malformed: 'Not a request the proxy understands',
};

/** Thousandths of a core for people: `40 mCPU`, `1.2 cores`. */
export const formatCpu = (millis: number): string =>
  millis < 1_000 ? `${millis} mCPU` : `${(millis / 1_000).toFixed(1)} cores`;
