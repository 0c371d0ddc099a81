import type { ToolCallRecord } from '@archestra/contracts';
import { Alert, Badge, cn, Tooltip } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { faultWords } from '../api/error.ts';
import { JsonView } from '../display/json-view.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { CallEgress } from '../server/call-egress.tsx';
import { useCan } from '../session/session.query.ts';
import { CallFacts } from './call-facts.tsx';
import { methodWords, outcomeWords, toneOf } from './call-words.ts';
import { useCall } from './call.query.ts';
import { DecisionView } from './decision-view.tsx';
import { SessionSteps } from './session-steps.tsx';
import { TimelineView } from './timeline-view.tsx';

const route = getRouteApi('/app/mcp/logs/$id');

const Failure = ({ record: { error, isError, outcome } }: { record: ToolCallRecord }) => {
  if (error) {
    return (
      <Alert tone={error.fault === 'policy' ? 'warning' : 'danger'} title={faultWords(error.fault)}>
        {error.message} <code className="font-mono text-xs">{error.code}</code>
      </Alert>
    );
  }
  if (!isError) return null;
  return (
    <Alert tone="warning" title="The tool reported an error">
      {outcome === 'answered'
        ? 'The server answered in time; its answer says that the tool did not succeed. See the result.'
        : 'See the result.'}
    </Alert>
  );
};

const Record = ({ record }: { record: ToolCallRecord }) => (
  <div className="grid gap-4">
    <Failure record={record} />
    {record.timing && <TimelineView timing={record.timing} />}
    <div className={cn('grid items-start gap-4', !record.call?.decision.path.length && 'lg:grid-cols-2')}>
      {record.call && (
        <DecisionView decision={record.call.decision} label={record.call.label}>
          <SessionSteps callId={record.id} />
        </DecisionView>
      )}
      <CallFacts record={record} />
    </div>
    {useCan()('egress:read') && record.call && <CallEgress callId={record.id} />}
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <JsonView title="Arguments" recorded={record.arguments} empty="There were none." />
      <JsonView title="Result" recorded={record.result} empty="There was none." />
    </div>
  </div>
);

/** One call from the token to the answer. */
export const CallPage = () => {
  const { id } = route.useParams();
  const call = useCall(id);
  const name = call.data?.name ?? (call.data ? methodWords(call.data.method) : 'Call');
  const outcome = call.data && outcomeWords[call.data.outcome];
  return (
    <Page
      name={name}
      trail={
        <Link to="/mcp/logs" className="rounded-sm hover:text-foreground hover:underline">
          ← All calls
        </Link>
      }
      title={
        <>
          <span className="font-mono text-lg">{name}</span>
          {call.data && outcome && (
            <Tooltip text={outcome.detail}>
              <Badge tone={toneOf(call.data)} tabIndex={0} className="tracking-normal">
                {outcome.label}
              </Badge>
            </Tooltip>
          )}
        </>
      }
    >
      <QueryView query={call} what="The call could not be loaded">
        {(record) => <Record record={record} />}
      </QueryView>
    </Page>
  );
};
