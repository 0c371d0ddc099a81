import { Alert, Badge, Card, CardBody, CardHeader, CopyButton, Tooltip } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { faultWords } from '../api/error.ts';
import { Facts, type FactRow } from '../display/facts.tsx';
import { formatAbsolute } from '../display/format.ts';
import { JsonView } from '../display/json-view.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { AttemptsCard, LlmTimeline } from './attempts-card.tsx';
import { CostCard } from './cost-card.tsx';
import { operationWords, outcomeWords, sourceWords } from './llm-call-words.ts';
import { useLlmCall, type ShownLlmCall } from './llm-call.query.ts';
import { ModelCard } from './model-card.tsx';
import { ToolCallsCard } from './tool-calls-card.tsx';

const route = getRouteApi('/app/llm/logs/$id');

const who = ({ userName, clientName, source, call }: ShownLlmCall): FactRow[] => [
  ['Who', userName],
  ['Token', call?.principal.tokenName],
  ['Client', clientName],
  [
    'Source',
    <Tooltip text={sourceWords[source].detail}>
      <span tabIndex={0}>{sourceWords[source].label}</span>
    </Tooltip>,
  ],
];

const what = ({ operation, isStreamed, profileId, profileName }: ShownLlmCall): FactRow[] => [
  ['Kind', `${operationWords[operation]}${isStreamed ? ', streamed' : ''}`],
  [
    'Profile',
    profileId !== null && (
      <Link to="/mcp/profiles/$id" params={{ id: profileId }} className="rounded-sm text-primary hover:underline">
        {profileName}
      </Link>
    ),
  ],
];

const when = ({ at, id, call }: ShownLlmCall): FactRow[] => [
  [
    'When',
    <>
      {formatAbsolute(new Date(at))} · <Time at={at} className="text-muted-foreground" />
    </>,
  ],
  [
    'Call id',
    <span className="flex items-center gap-1">
      <code className="font-mono text-xs">{id}</code>
      <CopyButton text={id} aria-label="Copy the call id" className="size-6" />
    </span>,
  ],
  ['Session', call && <code className="font-mono text-xs">{call.sessionId}</code>],
];

const Record = ({ record }: { record: ShownLlmCall }) => {
  const { error, call } = record;
  return (
    <div className="grid grid-cols-1 gap-4">
      {error && (
        <Alert tone={error.fault === 'policy' ? 'warning' : 'danger'} title={faultWords(error.fault)}>
          {error.message} <code className="font-mono text-xs">{error.code}</code>
        </Alert>
      )}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <ModelCard record={record} />
        <CostCard record={record} />
      </div>
      {call && <ToolCallsCard call={call} />}
      {call && <LlmTimeline timing={call.timing} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {call && call.attempts.length > 0 && <AttemptsCard attempts={call.attempts} />}
        <Card>
          <CardHeader title="Who, what, when" />
          <CardBody>
            <Facts rows={[...who(record), ...what(record), ...when(record)]} />
          </CardBody>
        </Card>
      </div>
      {call && (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <JsonView title="Request" recorded={call.request} empty="There was none." />
          <JsonView title="Response" recorded={call.response} empty="There was none." />
        </div>
      )}
    </div>
  );
};

/** One call to a model: who answered, what it cost, what was decided. */
export const LlmCallPage = () => {
  const { id } = route.useParams();
  const call = useLlmCall(id);
  const name = call.data?.requestedModel || 'Model call';
  const outcome = call.data && outcomeWords[call.data.outcome];
  return (
    <Page
      name={name}
      trail={
        <Link to="/llm/logs" className="rounded-sm hover:text-foreground hover:underline">
          ← All model calls
        </Link>
      }
      title={
        <>
          <span className="font-mono text-lg">{name}</span>
          {outcome && (
            <Tooltip text={outcome.detail}>
              <Badge tone={outcome.tone} tabIndex={0} className="tracking-normal">
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
