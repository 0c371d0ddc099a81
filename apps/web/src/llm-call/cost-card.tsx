import type { LedgerEntry, TokenUsage } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { Facts, type FactRow } from '../display/facts.tsx';
import { formatMicroUsd } from '../display/money.ts';
import type { ShownLlmCall } from './llm-call.query.ts';

const exact = (tokens: number): string => `${tokens.toLocaleString('en')} tokens`;

const tokenRows = ({ inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens }: TokenUsage) => {
  const rows: FactRow[] = [
    ['Sent', exact(inputTokens)],
    ['From the cache', cachedInputTokens > 0 && exact(cachedInputTokens)],
    ['Into the cache', cacheWriteTokens > 0 && exact(cacheWriteTokens)],
    ['Came back', exact(outputTokens)],
    ['Reasoning', reasoningTokens > 0 && exact(reasoningTokens)],
  ];
  return rows;
};

const savedWords = (savedMicroUsd: number): string =>
  savedMicroUsd < 0 ? `${formatMicroUsd(-savedMicroUsd)} more than the model asked for` : formatMicroUsd(savedMicroUsd);

const moneyRows = ({ costMicroUsd, baselineMicroUsd, savedMicroUsd }: LedgerEntry): FactRow[] => [
  [
    'Cost',
    costMicroUsd === null ? 'Not known: the model has no price' : <strong>{formatMicroUsd(costMicroUsd)}</strong>,
  ],
  ['Would have cost', baselineMicroUsd !== null && savedMicroUsd !== 0 && formatMicroUsd(baselineMicroUsd)],
  [
    'Saved',
    savedMicroUsd !== null && savedMicroUsd !== 0 && (
      <span className={savedMicroUsd > 0 ? 'font-medium text-success' : 'text-warning'}>
        {savedWords(savedMicroUsd)}
      </span>
    ),
  ],
];

const nothingWords = ({ call, unavailable }: ShownLlmCall): string => {
  if (unavailable.includes('cost')) return 'The service that knows the cost does not answer at the moment.';
  return call?.usage
    ? 'The ledger does not know this call yet.'
    : 'Nothing was sent to a provider, and nothing is to be paid.';
};

/** Tokens and money of one call, and what the model that was asked for would have cost. */
export const CostCard = ({ record }: { record: ShownLlmCall }) => {
  const { call, ledger } = record;
  const rows = [...(call?.usage ? tokenRows(call.usage) : []), ...(ledger ? moneyRows(ledger) : [])];
  return (
    <Card>
      <CardHeader
        title="Tokens and cost"
        action={call?.isUsageEstimated && <Badge title="The provider did not say; counted here">Estimated</Badge>}
      />
      <CardBody className="grid gap-3">
        {rows.length > 0 && <Facts rows={rows} />}
        {!ledger && <p className="text-muted-foreground">{nothingWords(record)}</p>}
      </CardBody>
    </Card>
  );
};
