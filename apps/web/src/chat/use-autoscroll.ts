import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 48;

export interface Autoscroll {
  /** For the element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** For what grows inside it. */
  content: RefObject<HTMLDivElement | null>;
  /** Whether the reader is at the end, and is taken along when more comes. */
  isAtEnd: boolean;
  toEnd: () => void;
}

/** Keeps the end in view while it grows, until the reader scrolls up; back at the end, it follows again. */
export const useAutoscroll = (): Autoscroll => {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const toEnd = useCallback(() => {
    follows.current = true;
    setIsAtEnd(true);
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);
  useEffect(() => {
    const [box, inside] = [scroller.current, content.current];
    if (!box || !inside) return;
    let top = box.scrollTop;
    const look = () => {
      const rest = box.scrollHeight - box.clientHeight - box.scrollTop;
      // Only upwards leaves the end: when the content grows, the rest grows although nobody scrolled.
      if (rest <= NEAR_PX) follows.current = true;
      else if (box.scrollTop < top) follows.current = false;
      top = box.scrollTop;
      setIsAtEnd(follows.current);
    };
    const grow = new ResizeObserver(() => {
      if (follows.current) box.scrollTop = box.scrollHeight;
    });
    grow.observe(inside);
    grow.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      grow.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, []);
  return { scroller, content, isAtEnd, toEnd };
};
