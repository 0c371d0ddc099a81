import type { LiveEvent } from '@archestra/contracts';
import { useEffect, useState } from 'react';
import { useBatch } from './batch.ts';
import { useLive } from './live.tsx';
import { noCalls, receive, release, type LiveCalls } from './merge.ts';

const TOP_PX = 120;

/**
 * Live calls of a filtered list. They come into view at once while the person is at the top, and wait while paused or reading
 * further down. `pick` finds the call of a fact that belongs into the list; another `address` begins anew.
 */
export const useLiveList = <T>(address: string, pick: (event: LiveEvent) => T | undefined) => {
  const [paused, setPaused] = useState(false);
  const [calls, setCalls] = useState<LiveCalls<T>>(noCalls);
  useEffect(() => setCalls(noCalls), [address]);
  const push = useBatch<T>((fresh) => setCalls((known) => receive(known, fresh, paused || window.scrollY > TOP_PX)));
  useLive((event) => {
    const call = pick(event);
    if (call !== undefined) push(call);
  });
  const show = () => setCalls(release);
  const resume = () => {
    setPaused(false);
    show();
  };
  return { ...calls, paused, pause: () => setPaused(true), resume, show };
};
