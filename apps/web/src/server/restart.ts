import type { LiveEvent } from '@archestra/contracts';

/** How far a restart is. `asked`: the old process may still run; `started`: the new one does, its tools are being asked for. */
export type RestartStep = 'asked' | 'started' | 'done' | 'failed';

/** The next step after a live fact about the server; the same step when the fact says nothing about it. */
export const nextStep = (step: RestartStep, event: Extract<LiveEvent, { kind: 'server' }>): RestartStep => {
  if (step === 'done' || step === 'failed') return step;
  if (event.change === 'failed' || event.change === 'crashed' || event.status === 'failed') return 'failed';
  if (event.change === 'started') return 'started';
  // The registry may still report the old process as ready: it counts only after the new one was seen.
  return step === 'started' && event.change === 'changed' && event.status === 'ready' ? 'done' : step;
};
