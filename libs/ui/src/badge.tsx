import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const badgeVariants = cva(
  'inline-flex items-center gap-1.5 rounded-full border px-2 py-px text-xs font-medium whitespace-nowrap [&_svg]:size-3',
  {
    variants: {
      tone: {
        neutral: 'border-border bg-muted text-muted-foreground',
        success: 'border-success/25 bg-success/10 text-success',
        warning: 'border-warning/30 bg-warning/10 text-warning',
        danger: 'border-destructive/30 bg-destructive/10 text-destructive',
        info: 'border-info/25 bg-info/10 text-info',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

/** The colour of a fact: never the only carrier of its meaning, the words say it too. */
export type Tone = NonNullable<VariantProps<typeof badgeVariants>['tone']>;

/** A short fact in a pill. `pulse` adds a dot that beats while something is under way; `dot` a still one. */
export const Badge = ({
  tone,
  dot,
  className,
  children,
  ...props
}: ComponentProps<'span'> & { tone?: Tone; dot?: 'still' | 'pulse' }) => (
  <span className={cn(badgeVariants({ tone }), className)} {...props}>
    {dot && <span aria-hidden className={cn('size-1.5 rounded-full bg-current', dot === 'pulse' && 'animate-pulse')} />}
    {children}
  </span>
);
