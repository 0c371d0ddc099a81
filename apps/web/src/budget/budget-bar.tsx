import type { BudgetState } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { amountWords, sharesOf, toneOf } from './budget-words.ts';

const colours = {
  success: ['bg-success', 'bg-success/45'],
  warning: ['bg-warning', 'bg-warning/45'],
  danger: ['bg-destructive', 'bg-destructive/45'],
  neutral: ['bg-muted-foreground', 'bg-muted-foreground/45'],
  info: ['bg-info', 'bg-info/45'],
} as const;

/** What is spent and put aside of the limit, with a mark at each alert. */
export const BudgetBar = ({ budget }: { budget: BudgetState }) => {
  const { spentPercent, reservedPercent, usedPercent } = sharesOf(budget);
  const [solid, pale] = colours[toneOf(budget)];
  const { unit, spent, reserved, limit, alertPercents } = budget;
  return (
    <div>
      <div
        role="meter"
        aria-label={`${budget.name} used`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(Math.round(usedPercent), 100)}
        aria-valuetext={`${amountWords(unit, spent)} spent, ${amountWords(unit, reserved)} put aside, of ${amountWords(unit, limit)}`}
        className="relative h-2.5 overflow-hidden rounded-full bg-muted"
      >
        <span className={cn('absolute inset-y-0 left-0', solid)} style={{ width: `${spentPercent}%` }} />
        <span
          className={cn('absolute inset-y-0', pale)}
          style={{ left: `${spentPercent}%`, width: `${reservedPercent}%` }}
        />
        {alertPercents
          .filter((percent) => percent < 100)
          .map((percent) => (
            <span
              key={percent}
              aria-hidden
              className="absolute inset-y-0 w-px bg-foreground/40"
              style={{ left: `${percent}%` }}
            />
          ))}
      </div>
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-muted-foreground tabular-nums">
        <span>
          <strong className="font-semibold text-foreground">{amountWords(unit, spent)}</strong> spent
          {reserved > 0 && ` · ${amountWords(unit, reserved)} put aside for calls in work`}
        </span>
        <span>
          {Math.round(usedPercent)} % of {amountWords(unit, limit)}
        </span>
      </p>
    </div>
  );
};
