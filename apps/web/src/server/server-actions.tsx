import type { Installation } from '@archestra/contracts';
import { Button, ConfirmDialog } from '@archestra/ui';
import { useNavigate } from '@tanstack/react-router';
import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '../session/session.query.ts';
import { useDeleteServer, useRestartServer } from './server.query.ts';

/** Restart and delete, for those who may. */
export const ServerActions = ({ installation: { id, title, source } }: { installation: Installation }) => {
  const [asking, setAsking] = useState(false);
  const restart = useRestartServer(id);
  const remove = useDeleteServer(id);
  const navigate = useNavigate();
  if (!useCan()('mcp-server:write') || source.kind === 'builtin') return null;
  return (
    <>
      <Button variant="outline" pending={restart.isPending} onClick={() => restart.mutate()}>
        {!restart.isPending && <RotateCw aria-hidden />}
        Restart
      </Button>
      <Button variant="danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${title}?`}
        description="The server stops, and every profile loses its tools at once. The record of past calls stays. This cannot be undone."
        action="Delete server"
        pending={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/mcp/registry' }) })}
      />
    </>
  );
};
