import type { McpServerDetail } from '@archestra/contracts';
import { toast } from '@archestra/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '../api/keys.ts';
import { restartState } from './restart.ts';
import { useRestartServer } from './server.query.ts';

const LOOK_MS = 750;
/** Longer than this nobody looks at a spinner; the state of the server is on the page in any case. */
const PATIENCE_MS = 60_000;

/** A restart that is under way. `wasFailed` as long as the page still shows the failure that made somebody restart. */
interface Followed {
  startedBefore: string | null;
  wasFailed: boolean;
}

/** Restarts a server and follows it until it is ready again or has failed, and says which. */
export const useRestart = (detail: McpServerDetail) => {
  const { id, title, statusMessage } = detail.installation;
  const queries = useQueryClient();
  const ask = useRestartServer(id);
  const [followed, setFollowed] = useState<Followed>();
  const state = followed && ask.isSuccess ? restartState(followed.startedBefore, detail) : undefined;
  const wasFailed = followed?.wasFailed === true;
  const reason = detail.runtime?.message || statusMessage;
  useEffect(() => {
    if (state === 'under-way') setFollowed((known) => (known?.wasFailed ? { ...known, wasFailed: false } : known));
    if (state !== 'done' && (state !== 'failed' || wasFailed)) return;
    setFollowed(undefined);
    if (state === 'done') toast.success(`${title} was restarted and is ready`);
    else toast.error(`${title} did not start again`, { description: reason });
  }, [state, wasFailed, title, reason]);
  useEffect(() => {
    if (!followed) return;
    const look = setInterval(() => void queries.invalidateQueries({ queryKey: keys.server(id) }), LOOK_MS);
    const end = setTimeout(() => setFollowed(undefined), PATIENCE_MS);
    return () => {
      clearInterval(look);
      clearTimeout(end);
    };
  }, [followed, queries, id]);
  const restart = () => {
    const startedBefore = detail.runtime?.startedAt ?? null;
    setFollowed({ startedBefore, wasFailed: restartState(startedBefore, detail) === 'failed' });
    ask.mutate(undefined, { onError: () => setFollowed(undefined) });
  };
  return { restart, isUnderWay: followed !== undefined };
};
