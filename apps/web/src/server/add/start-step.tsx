import type { InstallationStatus, McpServerDetail } from '@archestra/contracts';
import { Alert, Button, Card, cn, Spinner } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Check, Circle, X } from 'lucide-react';
import { count } from '../../display/format.ts';
import { QueryView } from '../../display/query-view.tsx';
import { useServer } from '../server.query.ts';

const order: readonly InstallationStatus[] = ['pending', 'starting', 'ready'];
const stages = ['Accepted', 'Installing and starting', 'Ready'];
type Mark = 'done' | 'now' | 'failed' | 'later';

const markOf = (index: number, status: InstallationStatus): Mark => {
  if (status === 'failed' || status === 'stopped') return index === 0 ? 'done' : index === 1 ? 'failed' : 'later';
  const reached = order.indexOf(status);
  if (index < reached || status === 'ready') return 'done';
  return index === reached ? 'now' : 'later';
};

const icons = {
  done: <Check className="text-success" />,
  now: <Spinner className="text-primary" />,
  failed: <X className="text-destructive" />,
  later: <Circle className="text-muted-foreground/50" />,
};

const Progress = ({ detail: { installation, runtime } }: { detail: McpServerDetail }) => {
  const { id, status, statusMessage, tools } = installation;
  return (
    <div className="grid gap-4 p-4 sm:p-5">
      <ol aria-live="polite" className="grid gap-3">
        {stages.map((stage, index) => {
          const mark = markOf(index, status);
          return (
            <li
              key={stage}
              className={cn('flex items-center gap-2.5 [&_svg]:size-4.5', mark === 'later' && 'text-muted-foreground')}
            >
              {icons[mark]}
              <span className={cn(mark === 'now' && 'font-medium')}>{stage}</span>
              {stage === 'Ready' && status === 'ready' && (
                <span className="text-muted-foreground">with {count(tools.length, 'tool')}</span>
              )}
            </li>
          );
        })}
      </ol>
      {status === 'failed' ? (
        <Alert tone="danger" title="It did not start">
          {statusMessage}
        </Alert>
      ) : (
        status !== 'ready' && (
          <p className="text-xs text-muted-foreground">{runtime?.message || statusMessage} You may leave this page.</p>
        )
      )}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant={status === 'ready' ? 'primary' : 'outline'}>
          <Link to="/mcp/registry/$id" params={{ id }}>
            Open the server
          </Link>
        </Button>
        {status === 'ready' && (
          <Button asChild variant="outline">
            <Link to="/mcp/profiles">Grant its tools in a profile</Link>
          </Button>
        )}
      </div>
    </div>
  );
};

/** Step three: watching the server start, live. */
export const StartStep = ({ id }: { id: string }) => (
  <Card>
    <QueryView
      query={useServer(id)}
      what="The state could not be loaded"
      loading={
        <div className="p-6">
          <Spinner />
        </div>
      }
    >
      {(detail) => <Progress detail={detail} />}
    </QueryView>
  </Card>
);
