import { cn } from '@archestra/ui';
import { Check } from 'lucide-react';

/** How far a person is in a task of several steps. */
export const Steps = ({ names, current }: { names: string[]; current: number }) => (
  <ol className="mb-4 flex flex-wrap gap-x-3 gap-y-2 sm:gap-x-6 text-sm">
    {names.map((name, index) => (
      <li
        key={name}
        aria-current={index === current ? 'step' : undefined}
        className={cn('flex items-center gap-2', index > current && 'text-muted-foreground')}
      >
        <span
          className={cn(
            'flex size-5 items-center justify-center rounded-full border text-xs tabular-nums',
            index <= current && 'border-primary bg-primary text-primary-foreground',
          )}
        >
          {index < current ? <Check aria-label="done" className="size-3" /> : index + 1}
        </span>
        <span className={cn(index === current ? 'font-medium' : 'max-sm:sr-only')}>{name}</span>
      </li>
    ))}
  </ol>
);
