import { LoaderCircle } from 'lucide-react';
import { cn } from './cn.ts';

/** A turning circle for work of unknown length. Decorative: say in words nearby what is going on. */
export const Spinner = ({ className }: { className?: string }) => (
  <LoaderCircle aria-hidden className={cn('size-4 animate-spin motion-reduce:animate-none', className)} />
);
