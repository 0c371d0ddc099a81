import { Check } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const item =
  'relative flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-accent [&_svg]:size-4 [&_svg]:shrink-0';

/** A menu of actions under a button. */
export const DropdownMenu = Primitive.Root;
/** The button that opens the menu. */
export const DropdownMenuTrigger = Primitive.Trigger;
/** A group of which one item is chosen. */
export const DropdownMenuRadioGroup = Primitive.RadioGroup;

/** The list of the menu. */
export const DropdownMenuContent = ({ className, ...props }: ComponentProps<typeof Primitive.Content>) => (
  <Primitive.Portal>
    <Primitive.Content
      sideOffset={4}
      collisionPadding={8}
      className={cn('z-50 min-w-44 animate-appear rounded-md border bg-card p-1 shadow-lg', className)}
      {...props}
    />
  </Primitive.Portal>
);

/** One action; `tone="destructive"` for what removes something. */
export const DropdownMenuItem = ({
  className,
  tone,
  ...props
}: ComponentProps<typeof Primitive.Item> & { tone?: 'destructive' }) => (
  <Primitive.Item className={cn(item, tone === 'destructive' && 'text-destructive', className)} {...props} />
);

/** One choice of a radio group. */
export const DropdownMenuRadioItem = ({
  className,
  children,
  ...props
}: ComponentProps<typeof Primitive.RadioItem>) => (
  <Primitive.RadioItem className={cn(item, 'pr-8', className)} {...props}>
    {children}
    <Primitive.ItemIndicator className="absolute right-2">
      <Check className="text-primary" />
    </Primitive.ItemIndicator>
  </Primitive.RadioItem>
);

/** A small heading inside the menu. */
export const DropdownMenuLabel = ({ className, ...props }: ComponentProps<typeof Primitive.Label>) => (
  <Primitive.Label className={cn('px-2 py-1.5 text-xs text-muted-foreground', className)} {...props} />
);

/** A line between groups of actions. */
export const DropdownMenuSeparator = ({ className, ...props }: ComponentProps<typeof Primitive.Separator>) => (
  <Primitive.Separator className={cn('-mx-1 my-1 h-px bg-border', className)} {...props} />
);
