import { cn } from '@archestra/ui';

/** The mark: an arch inside an arch, and a player under it. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" aria-hidden className={cn('size-7', className)}>
    <rect width="32" height="32" rx="7.5" className="fill-primary" />
    <g fill="none" strokeWidth="2.75" strokeLinecap="round" className="stroke-primary-foreground">
      <path d="M7 24.5V16a9 9 0 0 1 18 0v8.5" />
      <path d="M12 24.5V16a4 4 0 0 1 8 0v8.5" opacity=".62" />
    </g>
    <circle cx="16" cy="23.2" r="1.9" className="fill-[#ffc861] dark:fill-[#8a5a00]" />
  </svg>
);

/** The mark with the name. */
export const Wordmark = () => (
  <span className="flex items-center gap-2.5">
    <Mark />
    <span className="text-base font-semibold tracking-tight">Archestra</span>
  </span>
);
