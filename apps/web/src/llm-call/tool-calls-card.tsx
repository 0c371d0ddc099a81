import type { LlmCallCompleted } from '@archestra/contracts';
import { Badge, Card, CardHeader, type Tone } from '@archestra/ui';
import { reasonWords } from '../call/call-words.ts';
import { DecisionView } from '../call/decision-view.tsx';
import { JsonView } from '../display/json-view.tsx';

type DecidedToolCall = LlmCallCompleted['toolCalls'][number];

const verdicts: Record<DecidedToolCall['outcome'], { label: string; tone: Tone }> = {
  allow: { label: 'Allowed', tone: 'success' },
  deny: { label: 'Denied', tone: 'warning' },
  approve: { label: 'Needs approval', tone: 'warning' },
};

const ToolCall = ({ call }: { call: DecidedToolCall }) => (
  <details open={call.outcome !== 'allow'} className="group px-4 py-2.5">
    <summary className="flex flex-wrap items-center gap-2 rounded-sm">
      <Badge tone={verdicts[call.outcome].tone}>{verdicts[call.outcome].label}</Badge>
      <span className="font-mono text-[13px] font-medium wrap-anywhere">{call.name}</span>
      {call.reason && <span className="text-xs text-muted-foreground">{reasonWords[call.reason]}</span>}
    </summary>
    <div className="mt-3 mb-1 grid items-start gap-4 lg:grid-cols-2">
      <DecisionView decision={call} label={null} />
      <JsonView title="Arguments" recorded={call.arguments} empty="There were none." />
    </div>
  </details>
);

/** What the model wanted to call, and what was decided before the client saw any of it. */
export const ToolCallsCard = ({ call: { toolCalls, withheldResults } }: { call: LlmCallCompleted }) => {
  if (toolCalls.length === 0 && withheldResults === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Tool calls of the answer"
        description={
          withheldResults > 0
            ? `${withheldResults} ${withheldResults === 1 ? 'result' : 'results'} of earlier calls did not reach the provider as they came.`
            : 'Decided before the client saw any byte of them.'
        }
      />
      {toolCalls.length === 0 ? (
        <p className="px-4 py-3 text-muted-foreground">The model wanted to call nothing.</p>
      ) : (
        <div className="divide-y">
          {toolCalls.map((toolCall) => (
            <ToolCall key={toolCall.toolCallId} call={toolCall} />
          ))}
        </div>
      )}
    </Card>
  );
};
