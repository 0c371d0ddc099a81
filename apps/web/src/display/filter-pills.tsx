import { cn } from '@archestra/ui';

interface FilterPillsProps<V extends string> {
  /** What is chosen: "Which results". */
  label: string;
  options: readonly { value: V; label: string }[];
  value: V;
  onChange: (value: V) => void;
}

/** A row of pills of which one holds; scrolls sideways on a phone. */
export const FilterPills = <V extends string>({ label, options, value, onChange }: FilterPillsProps<V>) => (
  <div
    role="group"
    aria-label={label}
    className="-mx-1 mb-4 flex gap-1 overflow-x-auto px-1 py-0.5 [scrollbar-width:none]"
  >
    {options.map((option) => (
      <button
        key={option.value}
        type="button"
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
        className={cn(
          'shrink-0 rounded-full border px-3 py-1 text-sm whitespace-nowrap',
          option.value === value
            ? 'border-primary bg-accent font-medium'
            : 'bg-card text-muted-foreground hover:text-foreground',
        )}
      >
        {option.label}
      </button>
    ))}
  </div>
);
