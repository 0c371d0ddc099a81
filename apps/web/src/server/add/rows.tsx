import { Button, cn } from '@archestra/ui';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';

interface RowsProps<T> {
  legend: string;
  hint: ReactNode;
  addLabel: string;
  error: string | undefined;
  rows: T[];
  /** What a new row starts with. */
  empty: T;
  onChange: (rows: T[]) => void;
  /** For rows of several lines: the button to remove one stands at its top. */
  tall?: boolean;
  /** Draws the fields of one row; `label` names it for assistive technology. */
  children: (row: T, set: (row: T) => void, label: string) => ReactNode;
}

/** A list of small forms that grows and shrinks. */
export const Rows = <T,>({ legend, hint, addLabel, error, rows, empty, onChange, tall, children }: RowsProps<T>) => (
  <fieldset className="grid min-w-0 gap-2">
    <legend className="font-medium">{legend}</legend>
    <p className="mt-1 text-xs text-muted-foreground">{hint}</p>
    {rows.map((row, index) => (
      <div key={index} className={cn('flex gap-2', tall ? 'items-start rounded-md border p-3' : 'items-center')}>
        {children(row, (next) => onChange(rows.with(index, next)), `${legend.toLowerCase()} ${index + 1}`)}
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Remove ${legend.toLowerCase()} ${index + 1}`}
          onClick={() => onChange(rows.toSpliced(index, 1))}
        >
          <X />
        </Button>
      </div>
    ))}
    {error && (
      <p role="alert" className="text-xs text-destructive">
        {error}
      </p>
    )}
    <Button variant="outline" size="sm" className="justify-self-start" onClick={() => onChange([...rows, empty])}>
      <Plus aria-hidden />
      {addLabel}
    </Button>
  </fieldset>
);
