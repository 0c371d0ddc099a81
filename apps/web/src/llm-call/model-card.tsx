import { modelReferenceText } from '@archestra/contracts';
import { Card, CardBody, CardHeader } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ArrowDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useRules } from '../optimization-rule/rule.query.ts';
import { useCan } from '../session/session.query.ts';
import { isOtherModel } from './llm-call-words.ts';
import type { ShownLlmCall } from './llm-call.query.ts';

const RuleName = ({ id }: { id: string }) => {
  const mayRead = useCan()('optimization-rule:read');
  const { data: rules = [] } = useRules(mayRead);
  const name = rules.find((rule) => rule.id === id)?.name;
  if (!mayRead) return <>a savings rule</>;
  return (
    <>
      the rule{' '}
      <Link to="/llm/cost/optimization-rules" className="rounded-sm text-primary hover:underline">
        {name ?? 'that was deleted since'}
      </Link>
    </>
  );
};

const Why = ({ record: { ruleId, requestedModel, usedModel, call } }: { record: ShownLlmCall }): ReactNode => {
  const failed = call?.attempts.filter(({ error }) => error !== null) ?? [];
  if (usedModel === null) return 'No provider was asked.';
  if (ruleId !== null) {
    return (
      <>
        Sent there by <RuleName id={ruleId} />
        {failed.length > 0 && ', after others did not answer'}.
      </>
    );
  }
  if (!isOtherModel(requestedModel, usedModel)) return 'The model that was asked for answered.';
  return failed.length > 0
    ? 'A fallback of the provider answered, because the first choice did not.'
    : 'The provider that offers this model.';
};

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="rounded-md border bg-muted/40 px-3 py-2">
    <p className="text-xs text-muted-foreground">{label}</p>
    <p className="font-mono text-[13px] font-medium wrap-anywhere">{children}</p>
  </div>
);

/** Which model was asked for, which one answered, and why. */
export const ModelCard = ({ record }: { record: ShownLlmCall }) => {
  const { requestedModel, usedModel, call } = record;
  const requested = call?.requested ? modelReferenceText(call.requested) : requestedModel;
  return (
    <Card>
      <CardHeader title="Model" />
      <CardBody className="grid gap-1.5">
        <Line label="Asked for">{requested || 'Nothing'}</Line>
        <ArrowDown aria-hidden className="mx-auto size-4 text-muted-foreground" />
        <Line label="Answered by">{usedModel ?? 'Nobody'}</Line>
        <p className="mt-1.5 text-muted-foreground">
          <Why record={record} />
        </p>
      </CardBody>
    </Card>
  );
};
