import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** The shape of something that is being loaded. */
export const Skeleton = ({ className, ...props }: ComponentProps<'div'>) => (
  <div aria-hidden className={cn('animate-pulse rounded-md bg-muted', className)} {...props} />
);

/** `count` lines of a list that is being loaded; announces itself once as busy. */
export const SkeletonRows = ({ count = 5, className }: { count?: number; className?: string }) => (
  <div role="status" aria-label="Loading" className="grid gap-2">
    {Array.from({ length: count }, (_, index) => (
      <Skeleton key={index} className={cn('h-10', className)} />
    ))}
  </div>
);
