import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** What this place is for and what to do to fill it. */
  children: ReactNode;
  action?: ReactNode;
}

/** What a list shows when there is nothing in it yet. */
export const EmptyState = ({ icon: Icon, title, children, action }: EmptyStateProps) => (
  <div className="flex flex-col items-center rounded-lg border border-dashed px-6 py-12 text-center">
    <span className="mb-3 flex size-10 items-center justify-center rounded-full bg-accent">
      <Icon aria-hidden className="size-5 text-primary" />
    </span>
    <h2 className="font-semibold">{title}</h2>
    <div className="mt-1 max-w-md text-sm text-balance text-muted-foreground">{children}</div>
    {action && <div className="mt-4">{action}</div>}
  </div>
);
