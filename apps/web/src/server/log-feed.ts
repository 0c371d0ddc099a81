import { consoleRoutes, LogLine } from '@archestra/contracts';
import { useEffect, useState } from 'react';
import { routeUrl } from '../api/api.client.ts';
import { useBatch } from '../live/batch.ts';

const TAIL = 300;
const KEPT = 2_000;
/** What was printed before comes right behind the opening; only after this is an empty log really empty. */
const FIRST_LINES_MS = 1_500;

const parse = (text: string): LogLine | undefined => {
  try {
    return LogLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The last lines a server printed and every new one; `state` says whether more can arrive. */
export const useServerLog = (id: string) => {
  const [lines, setLines] = useState<LogLine[]>([]);
  const [state, setState] = useState<'connecting' | 'open' | 'lost'>('connecting');
  const [isReading, setReading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const push = useBatch<LogLine>((fresh) => setLines((known) => [...known, ...fresh].slice(-KEPT)));
  useEffect(() => {
    const source = new EventSource(
      routeUrl(consoleRoutes.readServerLog, { params: { id }, query: { tail: TAIL, follow: 'true' } }),
    );
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.onopen = () => {
      clearTimeout(timer);
      setReading(true);
      // The bff starts every connection with the tail, so what is known would appear twice.
      setLines([]);
      setState('open');
      timer = setTimeout(() => setReading(false), FIRST_LINES_MS);
    };
    source.onerror = () => setState(source.readyState === EventSource.CLOSED ? 'lost' : 'connecting');
    source.addEventListener('line', (message) => {
      const line = parse(String(message.data));
      if (line) push(line);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [id, attempt, push]);
  return {
    lines,
    state,
    isReading,
    clear: () => {
      setLines([]);
      setReading(false);
    },
    reconnect: () => setAttempt((value) => value + 1),
  };
};
