import type { McpServerDetail } from '@archestra/contracts';
import { Button, ConfirmDialog } from '@archestra/ui';
import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useCan } from '../session/session.query.ts';
import { useDeleteServer } from './server.query.ts';
import { useRestart } from './use-restart.ts';

const Restart = ({ detail }: { detail: McpServerDetail }) => {
  const [asking, setAsking] = useState(false);
  const { restart, isUnderWay } = useRestart(detail);
  return (
    <>
      <Button variant="outline" pending={isUnderWay} onClick={() => setAsking(true)}>
        {!isUnderWay && <RotateCw aria-hidden />}
        {isUnderWay ? 'Restarting' : 'Restart'}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Restart ${detail.installation.title}?`}
        description="Calls that are under way fail, and new ones wait until it is ready again. What it kept only in memory is gone."
        action="Restart server"
        onConfirm={() => {
          setAsking(false);
          restart();
        }}
      />
    </>
  );
};

/** Restart and delete, for those who may. */
export const ServerActions = ({ detail }: { detail: McpServerDetail }) => {
  const { id, title, source } = detail.installation;
  const [asking, setAsking] = useState(false);
  const remove = useDeleteServer(id);
  if (!useCan()('mcp-server:write') || source.kind === 'builtin') return null;
  const close = () => {
    setAsking(false);
    remove.reset();
  };
  return (
    <>
      <Restart detail={detail} />
      <Button variant="danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={close}
        title={`Delete ${title}?`}
        description={
          <>
            The server stops, and every profile loses its tools at once. Its item stays in the catalog, and so does the
            record of past calls. This cannot be undone.
            {remove.error && <ErrorNote error={remove.error} what="It was not deleted" className="mt-4" />}
          </>
        }
        action="Delete server"
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
};
