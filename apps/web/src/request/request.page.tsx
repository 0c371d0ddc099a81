import type { ServerRequestDetail } from '@archestra/contracts';
import { Alert, Button, Card, CardHeader, CodeBlock } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MarkedText } from '../display/marked-text.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useServers } from '../server/server.query.ts';
import { useCan, useSession } from '../session/session.query.ts';
import { AskedCard } from './asked-card.tsx';
import { EvidenceTools } from './evidence-tools.tsx';
import { NotesCard } from './notes-card.tsx';
import { OwnActions } from './own-actions.tsx';
import { isOpen, statusWords } from './request-words.ts';
import { useRequest } from './request.query.ts';
import { ReviewBar } from './review-bar.tsx';
import { StatusBadge } from './request-row.tsx';
import { ShownCard } from './shown-card.tsx';

const route = getRouteApi('/app/mcp/registry/installation-requests/$id');

/** Whether its server was deleted since: the list of servers is asked, and nothing is said before it has answered. */
const useIsDeleted = (request: ServerRequestDetail | undefined): boolean => {
  const { data: servers } = useServers();
  if (request?.status !== 'deployed' || request.installationId === null) return false;
  return servers !== undefined && !servers.some(({ id }) => id === request.installationId);
};

const StatusNote = ({ request }: { request: ServerRequestDetail }) => {
  const isDeleted = useIsDeleted(request);
  const { tone } = statusWords[request.status];
  const { installationId } = request;
  if (isDeleted)
    return (
      <Alert tone="info" className="mb-4">
        It was deployed. You find its server no more: it was deleted, or it is not shown to you.
      </Alert>
    );
  return (
    <Alert
      tone={tone === 'danger' ? 'danger' : tone === 'warning' ? 'warning' : 'info'}
      className="mb-4"
      action={
        installationId && (
          <Button asChild variant="outline" size="sm">
            <Link to="/mcp/registry/$id" params={{ id: installationId }}>
              Open the server
            </Link>
          </Button>
        )
      }
    >
      <MarkedText text={request.statusMessage} />
    </Alert>
  );
};

const Log = ({ lines }: { lines: string[] }) => {
  const text = lines.join('\n');
  return (
    lines.length > 0 && (
      <Card className="overflow-hidden">
        <CardHeader title="Log of the first run" />
        <CodeBlock code={text} wrap className="rounded-none border-0">
          <MarkedText text={text} />
        </CodeBlock>
      </Card>
    )
  );
};

const Review = ({ request }: { request: ServerRequestDetail }) => {
  const can = useCan();
  const { user } = useSession();
  const isOwn = request.requesterId === user.id;
  const mayReview = can('server-request:review');
  return (
    <>
      <StatusNote request={request} />
      {isOwn && mayReview && request.status === 'review' && (
        <p className="mb-4 text-muted-foreground">You asked for this yourself: another reviewer has to decide.</p>
      )}
      <div className="grid gap-4">
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <AskedCard request={request} />
          <ShownCard request={request} />
        </div>
        {request.evidence && request.evidence.outcome !== 'unreachable' && (
          <EvidenceTools evidence={request.evidence} />
        )}
        {request.evidence && <Log lines={request.evidence.log} />}
        <NotesCard key={request.id} request={request} />
      </div>
      {mayReview && !isOwn && <ReviewBar key={request.id} request={request} />}
    </>
  );
};

/** One request: what was asked beside what the first run showed, and the decision. */
export const RequestPage = () => {
  const { id } = route.useParams();
  const query = useRequest(id);
  const request = query.data;
  const { user } = useSession();
  const mayChange = useCan()('server-request:write') && request?.requesterId === user.id && isOpen(request.status);
  return (
    <Page
      name={request ? `Request for ${request.draft.title}` : 'Request'}
      title={
        <>
          <MarkedText text={request?.draft.title ?? 'Request'} />
          {request && (
            <span className="flex tracking-normal">
              <StatusBadge status={request.status} />
            </span>
          )}
        </>
      }
      description={request?.draft.description}
      trail={
        <Link to="/mcp/registry/installation-requests" className="rounded-sm hover:text-foreground hover:underline">
          ← All requests
        </Link>
      }
      actions={mayChange && <OwnActions request={request} />}
    >
      <QueryView query={query} what="The request could not be loaded">
        {(data) => <Review request={data} />}
      </QueryView>
    </Page>
  );
};
