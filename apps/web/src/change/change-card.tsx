import type { ToolChange } from '@archestra/contracts';
import { Alert, Button, Card, CardBody, ConfirmDialog } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { DiffList } from '../display/diff-list.tsx';
import { DiffText } from '../display/diff-text.tsx';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { hasHidden } from '../display/reveal.ts';
import { Time } from '../display/time.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { useAcceptChange, useRejectChange } from './change.query.ts';
import { definitionDiff } from './definition-diff.ts';

const Difference = ({ change: { accepted, pending } }: { change: ToolChange }) => {
  if (!pending) {
    return (
      <Alert tone="info" title="The tool is gone">
        The server no longer offers it. What profiles granted stays withheld; if it comes back as it was, it works
        again.
      </Alert>
    );
  }
  const { description, places } = definitionDiff(accepted, pending);
  const hides = hasHidden(JSON.stringify([pending.description, pending.inputSchema, pending.annotations]));
  return (
    <div className="grid gap-4">
      {hides && (
        <Alert tone="danger" title="It contains characters that nobody sees">
          They are written out below as their code points. A model reads them; people do not.
        </Alert>
      )}
      {description && (
        <section className="grid gap-1.5">
          <h3 className="text-xs font-medium text-muted-foreground">Description, which the model reads</h3>
          <div className="rounded-md border px-3 py-2">
            <DiffText before={description.before} after={description.after} />
          </div>
        </section>
      )}
      {places.length > 0 && (
        <section className="grid gap-1.5">
          <h3 className="text-xs font-medium text-muted-foreground">Schemas and annotations</h3>
          <DiffList changes={places} />
        </section>
      )}
    </div>
  );
};

const Decide = ({ change, pendingPin }: { change: ToolChange; pendingPin: string }) => {
  const [asking, setAsking] = useState<'accept' | 'reject'>();
  const accept = useAcceptChange();
  const reject = useRejectChange();
  const { installationId: serverId, tool } = change;
  const chosen = asking === 'reject' ? reject : accept;
  const close = () => {
    setAsking(undefined);
    accept.reset();
    reject.reset();
  };
  return (
    <>
      <Button variant="outline" size="sm" onClick={() => setAsking('reject')}>
        <X aria-hidden />
        Reject
      </Button>
      <Button size="sm" onClick={() => setAsking('accept')}>
        <Check aria-hidden />
        Accept new definition
      </Button>
      <ConfirmDialog
        open={asking !== undefined}
        onOpenChange={close}
        title={asking === 'reject' ? `Reject the new ${tool}?` : `Accept the new ${tool}?`}
        description={
          <>
            {asking === 'reject'
              ? 'It stays withheld and leaves every profile that granted it.'
              : `Clients of ${count(change.profileIds.length, 'profile')} see it again at once, with the new definition.`}
            {chosen.error && <ErrorNote error={chosen.error} what="Nothing was decided" className="mt-4" />}
          </>
        }
        action={asking === 'reject' ? 'Reject tool' : 'Accept definition'}
        pending={chosen.isPending}
        onConfirm={() => chosen.mutate({ serverId, tool, pendingPin }, { onSuccess: close })}
      />
    </>
  );
};

/** One changed tool: what is different, who misses it, and the decision for those who may take it. */
export const ChangeCard = ({ change, showsServer = true }: { change: ToolChange; showsServer?: boolean }) => {
  const mayReview = useCan()('tool-change:review');
  const { data: profiles = [] } = useProfiles();
  const names = change.profileIds.map((id) => profiles.find((profile) => profile.id === id)?.name ?? 'another profile');
  return (
    <Card>
      <header className="flex flex-wrap items-start justify-between gap-3 border-b px-4 py-3">
        <div className="min-w-0">
          <h2 className="font-mono text-[13px] font-semibold">
            <MarkedText text={change.tool} />
          </h2>
          <p className="mt-0.5 text-xs text-muted-foreground">
            {showsServer && (
              <>
                <Link
                  to="/mcp/registry/$id"
                  params={{ id: change.installationId }}
                  className="rounded-sm text-primary hover:underline"
                >
                  {change.installationName}
                </Link>{' '}
                ·{' '}
              </>
            )}
            since <Time at={change.since} /> ·{' '}
            {names.length === 0 ? 'no profile misses it' : `missing in ${names.join(', ')}`}
          </p>
        </div>
        {mayReview && change.pending && (
          <div className="flex flex-wrap gap-2">
            <Decide change={change} pendingPin={change.pending.pin} />
          </div>
        )}
      </header>
      <CardBody>
        <Difference change={change} />
      </CardBody>
    </Card>
  );
};
