import type { ToolCallSummary } from '@archestra/contracts';
import { useEffect, useState } from 'react';
import { useBatch } from '../live/batch.ts';
import { useLive } from '../live/live.tsx';
import { matches, type CallFilter } from './filter.ts';
import { noCalls, receive, release } from './merge.ts';

const TOP_PX = 120;

/** Live calls of a filter. They come into view at once while the person is at the top, and wait while paused or reading further down. */
export const useLiveCalls = (filter: CallFilter) => {
  const [paused, setPaused] = useState(false);
  const [calls, setCalls] = useState(noCalls);
  const address = JSON.stringify(filter);
  useEffect(() => setCalls(noCalls), [address]);
  const push = useBatch<ToolCallSummary>((fresh) =>
    setCalls((known) => receive(known, fresh, paused || window.scrollY > TOP_PX)),
  );
  useLive((event) => {
    if (event.kind === 'tool-call' && matches(event.call, filter)) push(event.call);
  });
  const show = () => setCalls(release);
  const resume = () => {
    setPaused(false);
    show();
  };
  return { ...calls, paused, pause: () => setPaused(true), resume, show };
};
