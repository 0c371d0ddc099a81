import type { ServerRequestDetail } from '@archestra/contracts';
import { Button, ConfirmDialog } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { PencilLine, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useWithdrawRequest } from './request.query.ts';

/** What whoever asked can do: change it and send it again, or withdraw it. */
export const OwnActions = ({ request }: { request: ServerRequestDetail }) => {
  const [asking, setAsking] = useState(false);
  const withdraw = useWithdrawRequest(request.id);
  const mayChange = request.status === 'review' || request.status === 'returned' || request.status === 'failed';
  const close = () => {
    setAsking(false);
    withdraw.reset();
  };
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        <Undo2 aria-hidden />
        Withdraw
      </Button>
      {mayChange && (
        <Button asChild variant={request.status === 'review' ? 'outline' : 'primary'}>
          <Link to="/mcp/registry/new" search={{ request: request.id }}>
            <PencilLine aria-hidden />
            Change and send again
          </Link>
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={close}
        title={`Withdraw the request for ${request.draft.title}?`}
        description={
          <>
            Nobody looks at it any more. You can ask anew at any time.
            {withdraw.error && <ErrorNote error={withdraw.error} what="It was not withdrawn" className="mt-4" />}
          </>
        }
        action="Withdraw request"
        pending={withdraw.isPending}
        onConfirm={() => withdraw.mutate(undefined, { onSuccess: close })}
      />
    </>
  );
};
