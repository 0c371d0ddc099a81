import { Tooltip } from '@archestra/ui';
import { useSyncExternalStore } from 'react';
import { formatAbsolute, formatRelative } from './format.ts';

const BEAT_MS = 10_000;
const watchers = new Set<() => void>();
let now = Date.now();
let clock: ReturnType<typeof setInterval> | undefined;

const beat = () => {
  now = Date.now();
  for (const watcher of watchers) watcher();
};

/** One clock for every relative time on the page, instead of a timer for each. */
const watch = (watcher: () => void): (() => void) => {
  if (watchers.size === 0) {
    now = Date.now();
    clock = setInterval(beat, BEAT_MS);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) clearInterval(clock);
  };
};

/** A moment as "3 minutes ago", with the exact time on hover and for machines. */
export const Time = ({ at, className }: { at: string; className?: string }) => {
  const current = useSyncExternalStore(watch, () => now);
  const date = new Date(at);
  const aheadMs = date.getTime() - current;
  // The clock beats every few seconds: what happened since its last beat is not in the future.
  const reference = aheadMs > 0 && aheadMs < 2 * BEAT_MS ? date : new Date(current);
  return (
    <Tooltip text={formatAbsolute(date)}>
      <time dateTime={at} className={className}>
        {formatRelative(date, reference)}
      </time>
    </Tooltip>
  );
};
