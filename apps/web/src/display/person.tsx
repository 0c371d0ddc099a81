import { cn } from '@archestra/ui';
import type { ReactNode } from 'react';

/** The first letters of a name in a circle. */
export const Avatar = ({ name, className }: { name: string; className?: string }) => {
  const [first = '', last = ''] = name.split(/\s+/).filter(Boolean);
  return (
    <span
      aria-hidden
      className={cn(
        'flex size-8 shrink-0 items-center justify-center rounded-full bg-accent text-xs font-semibold text-primary',
        className,
      )}
    >
      {`${first.charAt(0)}${last.charAt(0)}`.toUpperCase()}
    </span>
  );
};

interface PersonProps {
  name: string;
  email: string;
  muted?: boolean;
  children?: ReactNode;
}

/** A person as lists show them: face, name, address, and what is worth saying beside the name. */
export const Person = ({ name, email, muted = false, children }: PersonProps) => (
  <div className={cn('flex min-w-0 items-center gap-3', muted && 'opacity-70')}>
    <Avatar name={name} />
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium wrap-anywhere">
        {name}
        {children}
      </p>
      <p className="truncate text-xs text-muted-foreground">{email}</p>
    </div>
  </div>
);
