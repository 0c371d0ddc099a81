import { cn } from '@archestra/ui';
import { Timer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { remaining } from './remaining.ts';

const SOON_MS = 30_000;

/** How long something can still be answered, second by second; screen readers get the moment itself instead of each second. */
export const Countdown = ({ expiresAt }: { expiresAt: string }) => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const end = new Date(expiresAt);
  const isSoon = end.getTime() - now < SOON_MS;
  return (
    <time
      dateTime={expiresAt}
      aria-label={`Can be answered until ${end.toLocaleTimeString()}`}
      className={cn(
        'inline-flex items-center gap-1 text-xs tabular-nums',
        isSoon ? 'text-destructive' : 'text-muted-foreground',
      )}
    >
      <Timer aria-hidden className="size-3.5" />
      {remaining(expiresAt, now)}
    </time>
  );
};
