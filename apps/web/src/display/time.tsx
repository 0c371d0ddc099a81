import { Tooltip } from '@archestra/ui';
import { useSyncExternalStore } from 'react';
import { formatAbsolute, formatRelative } from './format.ts';

const BEAT_MS = 10_000;
let now = Date.now();
const watchers = new Set<() => void>();

/** One clock for every relative time on the page, instead of a timer for each. */
const watch = (watcher: () => void): (() => void) => {
  const timer = watchers.size === 0 ? setInterval(beat, BEAT_MS) : undefined;
  if (timer) clock = timer;
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(clock);
  };
};
let clock: ReturnType<typeof setInterval> | undefined;
const beat = () => {
  now = Date.now();
  for (const watcher of watchers) watcher();
};

/** A moment as "3 min. ago", with the exact time on hover and for machines. */
export const Time = ({ at, className }: { at: string; className?: string }) => {
  const current = useSyncExternalStore(watch, () => now);
  const date = new Date(at);
  return (
    <Tooltip text={formatAbsolute(date)}>
      <time dateTime={at} className={className}>
        {formatRelative(date, new Date(Math.max(current, date.getTime())))}
      </time>
    </Tooltip>
  );
};
