import { cn } from '@archestra/ui';
import { useId } from 'react';

interface ChoicesProps<V extends string> {
  legend: string;
  words: Record<V, { label: string; detail: string }>;
  value: V;
  onChange: (value: V) => void;
}

/** A few choices that each need a sentence to be understood. */
export const Choices = <V extends string>({ legend, words, value, onChange }: ChoicesProps<V>) => {
  const name = useId();
  // The keys of a Record<V, …> literal are exactly V; the language only gives strings back.
  const values = Object.keys(words) as V[];
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="overflow-hidden rounded-md border">
        {values.map((choice) => (
          <label
            key={choice}
            className={cn(
              'flex cursor-pointer items-start gap-2.5 border-b px-3 py-2 last:border-b-0 has-focus-visible:bg-accent',
              choice === value && 'bg-accent',
            )}
          >
            <input
              type="radio"
              name={name}
              checked={choice === value}
              onChange={() => onChange(choice)}
              className="mt-0.75 shrink-0 accent-primary"
            />
            <span>
              <span className="block font-medium">{words[choice].label}</span>
              <span className="block text-xs text-muted-foreground">{words[choice].detail}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
