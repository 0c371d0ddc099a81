import { consoleRoutes, LogLine } from '@archestra/contracts';
import { useEffect, useState } from 'react';
import { call, routeUrl } from '../api/api.client.ts';
import { useBatch } from '../live/batch.ts';

const TAIL = 300;
const KEPT = 2_000;
/** What was printed before comes right behind the opening; only after this is an empty log really empty. */
const FIRST_LINES_MS = 1_500;

/** Which part of the log. `previous`: of the run before the last restart, which cannot grow any more. */
export interface LogView {
  previous: boolean;
  instance: string | undefined;
  /** Only lines from this moment on. */
  since: string | undefined;
}

export type LogState = 'connecting' | 'open' | 'ended' | 'lost';

const parse = (text: string): LogLine | undefined => {
  try {
    return LogLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

interface Reader {
  opened: () => void;
  line: (line: LogLine) => void;
  became: (state: LogState) => void;
}

const queryOf = ({ instance, since }: LogView) => ({ tail: TAIL, instance, since });

/** Reads the lines there are, once. */
const read = (id: string, view: LogView, { opened, line, became }: Reader): (() => void) => {
  const abort = new AbortController();
  const query = { ...queryOf(view), previous: 'true' as const };
  call(consoleRoutes.readServerLog, { params: { id }, query }, abort.signal).then(
    ({ lines }) => {
      opened();
      for (const one of lines) line(one);
      became('ended');
    },
    () => abort.signal.aborted || became('lost'),
  );
  return () => abort.abort();
};

/** Reads the last lines and every new one. */
const follow = (id: string, view: LogView, { opened, line, became }: Reader): (() => void) => {
  const source = new EventSource(
    routeUrl(consoleRoutes.readServerLog, { params: { id }, query: { ...queryOf(view), follow: 'true' } }),
  );
  source.onopen = () => {
    opened();
    became('open');
  };
  source.onerror = () => became(source.readyState === EventSource.CLOSED ? 'lost' : 'connecting');
  source.addEventListener('line', (message) => {
    const parsed = parse(String(message.data));
    if (parsed) line(parsed);
  });
  return () => source.close();
};

/** The last lines a server printed and every new one; `state` says whether more can arrive. */
export const useServerLog = (id: string, { previous, instance, since }: LogView) => {
  const [lines, setLines] = useState<LogLine[]>([]);
  const [state, setState] = useState<LogState>('connecting');
  const [isReading, setReading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const push = useBatch<LogLine>((fresh) => setLines((known) => [...known, ...fresh].slice(-KEPT)));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState('connecting');
    const opened = () => {
      clearTimeout(timer);
      setReading(true);
      // The bff starts every connection with the tail, so what is known would appear twice.
      setLines([]);
      timer = setTimeout(() => setReading(false), FIRST_LINES_MS);
    };
    const start = previous ? read : follow;
    const stop = start(id, { previous, instance, since }, { opened, line: push, became: setState });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [id, previous, instance, since, attempt, push]);
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
