import { Alert, Button, Select } from '@archestra/ui';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { formatMicroUsd } from '../display/money.ts';
import { useSimulation, type RuleBody } from './rule.query.ts';

const periods = [
  { value: '1', label: 'The last day' },
  { value: '7', label: 'The last 7 days' },
  { value: '30', label: 'The last 30 days' },
] as const;

type Result = NonNullable<ReturnType<typeof useSimulation>['data']>;

const Outcome = ({ result }: { result: Result }) => {
  const { calls, matched, unpriced, costMicroUsd, simulatedMicroUsd } = result;
  if (calls === 0) return <Alert tone="info">There were no calls in this time to try it on.</Alert>;
  if (matched === 0) return <Alert tone="info">It would have changed none of {count(calls, 'call')}.</Alert>;
  const savedMicroUsd = costMicroUsd - simulatedMicroUsd;
  const percent = costMicroUsd === 0 ? 0 : Math.round((savedMicroUsd / costMicroUsd) * 100);
  const words =
    savedMicroUsd >= 0
      ? `It would have saved ${formatMicroUsd(savedMicroUsd)}, ${percent} % of these calls’ cost`
      : `It would have cost ${formatMicroUsd(-savedMicroUsd)} more`;
  return (
    <Alert tone={savedMicroUsd >= 0 ? 'info' : 'warning'} title={words}>
      {matched.toLocaleString('en')} of {count(calls, 'call')} would have gone to the other model:{' '}
      {formatMicroUsd(simulatedMicroUsd)} instead of {formatMicroUsd(costMicroUsd)}.
      {unpriced > 0 && ` ${unpriced.toLocaleString('en')} of them could not be priced and are left out.`}
    </Alert>
  );
};

/** Tries a rule on calls of the past before it is switched on. Whether answers would have been as good, it cannot say. */
export const SimulationPanel = ({ rule }: { rule: RuleBody | undefined }) => {
  const [days, setDays] = useState<(typeof periods)[number]['value']>('7');
  const simulation = useSimulation();
  // A result belongs to the rule it was made for: it goes as soon as the rule is another one.
  const isStale = JSON.stringify(simulation.variables?.rule.condition) !== JSON.stringify(rule?.condition);
  const isOther = JSON.stringify(simulation.variables?.rule.target) !== JSON.stringify(rule?.target);
  return (
    <div className="grid gap-3 rounded-lg border bg-muted/40 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select aria-label="Calls of" className="w-44" value={days} options={periods} onChange={setDays} />
        <Button
          variant="outline"
          pending={simulation.isPending}
          disabled={!rule}
          onClick={() => rule && simulation.mutate({ rule, days: Number(days) })}
        >
          <FlaskConical aria-hidden />
          Try it on past calls
        </Button>
      </div>
      {simulation.error && <ErrorNote error={simulation.error} what="It could not be tried" />}
      {simulation.data && !isStale && !isOther && <Outcome result={simulation.data} />}
    </div>
  );
};
