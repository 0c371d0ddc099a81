import { cva } from 'class-variance-authority';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const alertVariants = cva('flex items-start gap-2.5 rounded-lg border px-3.5 py-3 text-sm', {
  variants: {
    tone: {
      info: 'border-info/25 bg-info/8 [&>svg]:text-info',
      warning: 'border-warning-edge bg-warning-surface [&>svg]:text-warning',
      danger: 'border-destructive/30 bg-destructive/8 [&>svg]:text-destructive',
    },
  },
});
const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert };

interface AlertProps {
  tone: keyof typeof icons;
  title?: ReactNode;
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** A message that stays: what is the case, and what to do about it. `danger` interrupts a screen reader, the others wait. */
export const Alert = ({ tone, title, action, className, children }: AlertProps) => {
  const Icon = icons[tone];
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} className={cn(alertVariants({ tone }), className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 wrap-anywhere">
          {title && <p className="font-medium">{title}</p>}
          {children && <div className={cn(title && 'mt-0.5 text-muted-foreground')}>{children}</div>}
        </div>
        {action}
      </div>
    </div>
  );
};
