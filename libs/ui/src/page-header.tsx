import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  /** Where this page belongs: a link back to the list. */
  trail?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}

/** The top of every page: where am I, what is this, what can I do here. */
export const PageHeader = ({ title, trail, description, actions }: PageHeaderProps) => (
  <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
    <div className="min-w-0">
      {trail && <div className="mb-1 text-xs text-muted-foreground">{trail}</div>}
      <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold tracking-tight wrap-anywhere">
        {title}
      </h1>
      {description && <div className="mt-1 max-w-3xl text-sm text-pretty text-muted-foreground">{description}</div>}
    </div>
    {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
);
