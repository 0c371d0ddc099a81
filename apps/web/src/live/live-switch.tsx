import { Badge, Button } from '@archestra/ui';
import { ArrowUp, Pause, Play } from 'lucide-react';
import { count } from '../display/format.ts';
import { useFeedState } from './live.tsx';

interface LiveSwitchProps {
  paused: boolean;
  onPause: () => void;
  onResume: () => void;
}

/** Whether a list is live, and the button that holds it still. */
export const LiveSwitch = ({ paused, onPause, onResume }: LiveSwitchProps) => {
  const feed = useFeedState();
  const words = paused ? 'Paused' : feed === 'open' ? 'Live' : 'Connecting';
  return (
    <>
      <Badge
        role="status"
        tone={paused ? 'neutral' : feed === 'open' ? 'success' : 'warning'}
        dot={paused ? 'still' : 'pulse'}
      >
        {words}
      </Badge>
      <Button variant="outline" onClick={paused ? onResume : onPause}>
        {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {paused ? 'Resume' : 'Pause'}
      </Button>
    </>
  );
};

/** What waits above while the person reads further down. */
export const HeldCalls = ({ held, onShow }: { held: number; onShow: () => void }) => {
  if (held === 0) return null;
  const show = () => {
    onShow();
    window.scrollTo({ top: 0 });
  };
  return (
    <div className="pointer-events-none sticky top-16 z-20 flex h-0 justify-center md:top-3">
      <Button size="sm" className="pointer-events-auto rounded-full shadow-lg" onClick={show}>
        <ArrowUp aria-hidden />
        Show {count(held, 'new call')}
      </Button>
    </div>
  );
};
