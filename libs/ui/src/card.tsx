import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

/** A surface that groups what belongs together. */
export const Card = ({ className, ...props }: ComponentProps<'section'>) => (
  <section className={cn('rounded-lg border bg-card shadow-card', className)} {...props} />
);

interface CardHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
}

/** Title, an optional sentence and an optional action at the right. */
export const CardHeader = ({ title, description, action }: CardHeaderProps) => (
  <header className="flex flex-wrap items-start justify-between gap-3 border-b px-4 py-3">
    <div className="min-w-0">
      <h2 className="text-sm font-semibold">{title}</h2>
      {description && <p className="mt-0.5 text-xs text-muted-foreground">{description}</p>}
    </div>
    {action}
  </header>
);

/** The padded inside of a card. */
export const CardBody = ({ className, ...props }: ComponentProps<'div'>) => (
  <div className={cn('p-4', className)} {...props} />
);
