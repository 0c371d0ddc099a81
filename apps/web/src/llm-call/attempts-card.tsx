import { modelReferenceText, type LlmAttempt, type LlmTiming } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { formatMicros } from '../display/format.ts';
import { StepsChart, type StepWords } from '../display/steps-chart.tsx';
import { layOutLlm, type LlmStep } from './timeline.ts';

const words: Record<LlmStep['step'], StepWords> = {
  authenticate: { label: 'Authenticate', detail: 'Whose token is this?', bar: 'bg-info' },
  plan: { label: 'Plan', detail: 'Which model by the rules, and does it fit the budgets?', bar: 'bg-info' },
  inspect: { label: 'Inspect', detail: 'What may the provider see of the results of tools?', bar: 'bg-primary' },
  wait: { label: 'Wait', detail: 'Until the provider’s first byte.', bar: 'bg-muted-foreground/60' },
  answer: { label: 'Answer', detail: 'The provider writes.', bar: 'bg-success' },
  decide: { label: 'Decide', detail: 'May the tools of the answer be called?', bar: 'bg-primary' },
};

/** The steps of one call, drawn to scale. */
export const LlmTimeline = ({ timing }: { timing: LlmTiming }) => (
  <Card>
    <CardHeader
      title="Timeline"
      description={
        timing.firstByteUs === undefined
          ? `${formatMicros(timing.totalUs)} in all; no provider answered.`
          : `${formatMicros(timing.totalUs)} in all; the first byte came after ${formatMicros(timing.firstByteUs)}.`
      }
    />
    <CardBody className="overflow-x-auto">
      <StepsChart steps={layOutLlm(timing)} words={words} totalUs={timing.totalUs} />
    </CardBody>
  </Card>
);

const Attempt = ({
  attempt: { target, status, error, durationUs },
  longestUs,
}: {
  attempt: LlmAttempt;
  longestUs: number;
}) => (
  <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5">
    <span className="min-w-0 font-mono text-[13px] wrap-anywhere">{modelReferenceText(target)}</span>
    <span className="flex items-center gap-2">
      <Badge tone={error === null ? 'success' : 'danger'}>
        {error ?? 'Answered'}
        {status !== null && error !== null && ` · ${status}`}
      </Badge>
      <span className="w-16 text-right text-xs tabular-nums">{formatMicros(durationUs)}</span>
    </span>
    <span aria-hidden className="col-span-2 h-1.5 rounded-full bg-muted">
      <span
        className={`block h-full rounded-full ${error === null ? 'bg-success' : 'bg-destructive'}`}
        style={{ width: `max(${(durationUs / longestUs) * 100}%, 3px)` }}
      />
    </span>
  </li>
);

/** Every try at a provider, in order: retries and fallbacks. */
export const AttemptsCard = ({ attempts }: { attempts: readonly LlmAttempt[] }) => {
  const longestUs = Math.max(...attempts.map(({ durationUs }) => durationUs), 1);
  return (
    <Card>
      <CardHeader
        title="Attempts"
        description={
          attempts.length > 1 ? 'Tried again, or at a fallback, until one answered.' : 'One provider was asked.'
        }
      />
      <ol className="divide-y">
        {attempts.map((attempt, index) => (
          <Attempt key={index} attempt={attempt} longestUs={longestUs} />
        ))}
      </ol>
    </Card>
  );
};
