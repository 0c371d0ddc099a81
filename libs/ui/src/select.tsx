import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { fieldClasses } from './input.tsx';

/** One choice of a select. */
export interface SelectOption<V extends string = string> {
  value: V;
  label: string;
}

type TriggerProps = Omit<ComponentProps<typeof Primitive.Trigger>, 'value' | 'onChange'>;
type SelectProps<V extends string> = TriggerProps & {
  value: V;
  options: readonly SelectOption<V>[];
  onChange: (value: V) => void;
};

/** A choice of one among a few. For more than a dozen options use the command palette. */
export const Select = <V extends string>({ value, options, onChange, className, ...trigger }: SelectProps<V>) => {
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Primitive.Root value={value} onValueChange={choose}>
      <Primitive.Trigger
        className={cn(fieldClasses, 'flex h-8.5 items-center justify-between gap-2 text-left', className)}
        {...trigger}
      >
        <span className="truncate">
          <Primitive.Value />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-md border bg-card p-1 shadow-lg"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default items-center justify-between gap-4 rounded-sm px-2 py-1.5 text-sm outline-none data-highlighted:bg-accent"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check className="size-4 text-primary" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
};
