import { cn } from '@archestra/ui';
import { formatMicros } from './format.ts';
import type { LaidOutStep } from './steps.ts';

/** How a step is called, what it asks, and its colour. */
export interface StepWords {
  label: string;
  detail: string;
  bar: string;
}

// A step of some microseconds beside one of seconds is still a step: it stays visible as a sliver.
const SLIVER = '3px';
const grid = 'grid grid-cols-[5.5rem_minmax(0,1fr)_4rem] gap-3 sm:grid-cols-[7rem_minmax(0,1fr)_4.5rem]';

interface StepsChartProps<S extends string> {
  steps: readonly LaidOutStep<S>[];
  words: Record<S, StepWords>;
  totalUs: number;
}

/** Steps one after the other, drawn to scale. */
export const StepsChart = <S extends string>({ steps, words, totalUs }: StepsChartProps<S>) => (
  <>
    <ol className="mb-2 grid gap-1.5">
      {steps.map(({ step, durationUs, startPercent, widthPercent }) => (
        <li key={step} className={cn(grid, 'items-center')}>
          <span title={words[step].detail}>{words[step].label}</span>
          <span aria-hidden className="relative h-5 rounded-sm bg-muted">
            <span
              className={cn('absolute inset-y-0 rounded-sm', words[step].bar)}
              style={{
                left: `min(${startPercent}%, calc(100% - ${SLIVER}))`,
                width: `max(${widthPercent}%, ${SLIVER})`,
              }}
            />
          </span>
          <span className="text-right tabular-nums">{formatMicros(durationUs)}</span>
        </li>
      ))}
    </ol>
    <div aria-hidden className={cn(grid, 'text-[11px] text-muted-foreground tabular-nums')}>
      <span />
      <span className="flex justify-between border-t pt-1">
        <span>0</span>
        <span className="max-sm:hidden">{formatMicros(totalUs / 2)}</span>
        <span>{formatMicros(totalUs)}</span>
      </span>
    </div>
  </>
);
