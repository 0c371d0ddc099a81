import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A box to tick; `checked="indeterminate"` when some of what it stands for is ticked. */
export const Checkbox = ({ className, ...props }: ComponentProps<typeof Primitive.Root>) => (
  <Primitive.Root
    className={cn(
      'group inline-flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-input bg-card disabled:opacity-50 data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary',
      className,
    )}
    {...props}
  >
    <Primitive.Indicator className="text-primary-foreground">
      <Check aria-hidden className="size-3 stroke-3 group-data-[state=indeterminate]:hidden" />
      <Minus aria-hidden className="hidden size-3 stroke-3 group-data-[state=indeterminate]:block" />
    </Primitive.Indicator>
  </Primitive.Root>
);
