import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Spinner } from './spinner.tsx';

/** Class names of a button, for elements that must look like one. */
export const buttonVariants = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md text-sm font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground hover:bg-primary/90',
        outline: 'border border-input bg-card hover:bg-muted',
        ghost: 'hover:bg-muted',
        destructive: 'bg-destructive text-destructive-foreground hover:bg-destructive/90',
        danger: 'border border-destructive/40 text-destructive hover:bg-destructive/10',
        link: 'h-auto! px-0! text-primary underline-offset-4 hover:underline',
      },
      size: { sm: 'h-7 px-2.5 text-xs [&_svg]:size-3.5', md: 'h-8.5 px-3', icon: 'size-8.5', 'icon-sm': 'size-7' },
    },
    defaultVariants: { variant: 'primary', size: 'md' },
  },
);

/** `pending` shows a spinner and blocks a second press; `asChild` lends the look to the child (a link). */
export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & { asChild?: boolean; pending?: boolean };

/** The one button of the console. An icon-only button needs an `aria-label`. */
export const Button = ({
  className,
  variant,
  size,
  asChild,
  pending = false,
  disabled,
  children,
  type,
  ...props
}: ButtonProps) => {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      className={classes}
      type={type ?? 'button'}
      disabled={disabled === true || pending}
      aria-busy={pending}
      {...props}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
};
