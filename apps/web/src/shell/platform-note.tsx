import { cn, Tooltip } from '@archestra/ui';
import { useFeedState } from '../live/live.tsx';
import { useStatus } from './status.query.ts';

interface Health {
  words: string;
  detail: string;
  tone: string;
}

const useHealth = (): Health => {
  const feed = useFeedState();
  const { data, error } = useStatus();
  if (error)
    return {
      words: 'Not reachable',
      detail: 'The console cannot reach Archestra. It keeps trying.',
      tone: 'bg-destructive',
    };
  const down = data?.peers.filter((peer) => !peer.up) ?? [];
  if (down.length > 0) {
    const names = down.map((peer) => peer.name).join(', ');
    return {
      words: `${names}: no answer`,
      detail: down.map((peer) => `${peer.name}: ${peer.message}`).join(' · '),
      tone: 'bg-warning',
    };
  }
  if (feed === 'lost')
    return {
      words: 'Live updates paused',
      detail: 'The live connection was lost. It reconnects by itself.',
      tone: 'bg-warning',
    };
  if (!data) return { words: 'Connecting', detail: 'Asking every service.', tone: 'bg-muted-foreground' };
  return {
    words: 'All services answer',
    detail: `Archestra ${data.version}. Live updates are on.`,
    tone: 'bg-success',
  };
};

/** One line at the foot of the navigation: does the platform work right now? */
export const PlatformNote = () => {
  const { words, detail, tone } = useHealth();
  return (
    <Tooltip text={detail}>
      <p
        role="status"
        tabIndex={0}
        className="flex items-center gap-2 rounded-md px-2.5 py-1 text-xs text-muted-foreground"
      >
        <span aria-hidden className={cn('size-1.5 shrink-0 rounded-full', tone)} />
        <span className="truncate">{words}</span>
      </p>
    </Tooltip>
  );
};
