import type { McpServerDetail } from '@archestra/contracts';

/** How a restart stands. It is judged by what the server is now and not by the facts on the way, of which one may be missed. */
export type RestartState = 'under-way' | 'done' | 'failed';

/** `startedBefore`: when the process that was told to end had started. */
export const restartState = (
  startedBefore: string | null,
  { installation: { status }, runtime }: McpServerDetail,
): RestartState => {
  const phase = runtime?.phase;
  if (status === 'failed' || phase === 'failed' || phase === 'backoff') return 'failed';
  // The old process counts as ready until the new one is there.
  const startedNow = runtime?.startedAt ?? startedBefore;
  const isReady = status === 'ready' && phase === 'running';
  return isReady && startedNow !== startedBefore ? 'done' : 'under-way';
};
