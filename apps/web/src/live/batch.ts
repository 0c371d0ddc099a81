import { useEffect, useRef, useState } from 'react';

const EVERY_MS = 200;

/** Collects what arrives and hands it over at most five times a second: hundreds of facts per second must not draw the page hundreds of times. */
export const useBatch = <T>(deliver: (items: T[]) => void): ((item: T) => void) => {
  const waiting = useRef<T[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(deliver);
  useEffect(() => {
    latest.current = deliver;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const [push] = useState(() => (item: T) => {
    waiting.current.push(item);
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      latest.current(waiting.current.splice(0));
    }, EVERY_MS);
  });
  return push;
};
