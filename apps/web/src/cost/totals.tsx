import { Card } from '@archestra/ui';
import type { ReactNode } from 'react';
import { count } from '../display/format.ts';
import { formatMicroUsd, formatTokens } from '../display/money.ts';
import type { Sum } from './series.ts';

const Total = ({ label, value, detail }: { label: string; value: ReactNode; detail: string }) => (
  <Card className="px-4 py-3">
    <p className="text-xs text-muted-foreground">{label}</p>
    <p className="mt-0.5 text-xl font-semibold tracking-tight tabular-nums">{value}</p>
    <p className="text-xs text-muted-foreground">{detail}</p>
  </Card>
);

const savedWords = ({ costMicroUsd, savedMicroUsd }: Sum): string => {
  const baseline = costMicroUsd + savedMicroUsd;
  if (savedMicroUsd === 0 || baseline <= 0) return 'by rules that choose another model';
  return `${Math.round((savedMicroUsd / baseline) * 100)} % of what it would have cost`;
};

/** The whole time in four numbers. */
export const Totals = ({ total }: { total: Sum }) => (
  <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
    <Total label="Cost" value={formatMicroUsd(total.costMicroUsd)} detail="of calls whose model has a price" />
    <Total
      label="Saved"
      value={
        <span className={total.savedMicroUsd > 0 ? 'text-success' : ''}>{formatMicroUsd(total.savedMicroUsd)}</span>
      }
      detail={savedWords(total)}
    />
    <Total
      label="Tokens"
      value={formatTokens(total.inputTokens + total.outputTokens)}
      detail={`${formatTokens(total.inputTokens)} sent, ${formatTokens(total.outputTokens)} came back`}
    />
    <Total
      label="Calls"
      value={total.calls.toLocaleString('en')}
      detail={`${count(total.failed, 'failure')}, ${total.blocked.toLocaleString('en')} refused`}
    />
  </div>
);
