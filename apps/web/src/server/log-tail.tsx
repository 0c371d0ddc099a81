import type { LogLine, ServerInstance } from '@archestra/contracts';
import { Alert, Badge, Button, cn, CopyButton, type Tone } from '@archestra/ui';
import { ArrowDown, Pause, Play } from 'lucide-react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { formatAbsolute, formatClock } from '../display/format.ts';
import { LogControls } from './log-controls.tsx';
import { useServerLog, type LogState, type LogView } from './log-feed.ts';

const tones: Record<LogLine['stream'], string> = { stderr: '', stdout: 'text-warning', platform: 'text-info' };
const NEAR_END_PX = 40;

const Line = memo(({ line }: { line: LogLine }) => (
  <div className="flex gap-3 px-3 hover:bg-muted/60">
    <time
      dateTime={line.at}
      title={formatAbsolute(new Date(line.at))}
      className="shrink-0 text-muted-foreground select-none"
    >
      {formatClock(new Date(line.at))}
    </time>
    <span className={cn('hidden w-14 shrink-0 text-muted-foreground select-none sm:inline', tones[line.stream])}>
      {line.stream}
    </span>
    <span className={cn('min-w-0 wrap-anywhere whitespace-pre-wrap', tones[line.stream])}>{line.text}</span>
  </div>
));

const states: Record<Exclude<LogState, 'lost'>, { label: string; tone: Tone; dot: 'still' | 'pulse' }> = {
  connecting: { label: 'Connecting', tone: 'neutral', dot: 'pulse' },
  open: { label: 'Live', tone: 'success', dot: 'still' },
  ended: { label: 'The whole previous run', tone: 'neutral', dot: 'still' },
};

const Lost = ({ onRetry }: { onRetry: () => void }) => (
  <Alert
    tone="danger"
    title="The log is not available"
    action={
      <Button variant="outline" size="sm" onClick={onRetry}>
        Try again
      </Button>
    }
  >
    The orchestrator does not answer, or you may not read this log.
  </Alert>
);

interface BarProps {
  state: Exclude<LogState, 'lost'>;
  lines: readonly LogLine[];
  heldCount: number;
  paused: boolean;
  onPause: () => void;
  onClear: () => void;
}

const Bar = ({ state, lines, heldCount, paused, onPause, onClear }: BarProps) => (
  <div className="flex flex-wrap items-center gap-2 border-b bg-card px-3 py-1.5">
    <Badge tone={paused ? 'warning' : states[state].tone} dot={states[state].dot}>
      {paused ? 'Paused' : states[state].label}
    </Badge>
    <span className="text-xs text-muted-foreground">
      {lines.length.toLocaleString('en')} lines{heldCount > 0 && `, ${heldCount.toLocaleString('en')} new`}
    </span>
    <span className="ml-auto flex">
      {state !== 'ended' && (
        <Button variant="ghost" size="sm" onClick={onPause}>
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {paused ? 'Resume' : 'Pause'}
        </Button>
      )}
      <Button variant="ghost" size="sm" onClick={onClear}>
        Clear view
      </Button>
      <CopyButton
        text={lines.map(({ at, stream, text }) => `${at} ${stream} ${text}`).join('\n')}
        aria-label="Copy the log"
      />
    </span>
  </div>
);

/** How many lines came after one; all of them when it has been dropped meanwhile. */
const countAfter = (lines: readonly LogLine[], last: LogLine | undefined): number =>
  lines.length - 1 - (last ? lines.lastIndexOf(last) : -1);

const Tail = ({ id, view }: { id: string; view: LogView }) => {
  const { lines, state, isReading, clear, reconnect } = useServerLog(id, view);
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  /** What was there when the person paused; later lines wait. */
  const [held, setHeld] = useState<LogLine[]>();
  const shown = held ?? lines;
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useLayoutEffect(() => {
    if (follows) toEnd();
  }, [shown, follows]);
  const scrolled = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: React.UIEvent<HTMLDivElement>) =>
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  if (state === 'lost') return <Lost onRetry={reconnect} />;
  return (
    <div className="relative overflow-hidden rounded-lg border bg-code">
      <Bar
        state={state}
        lines={shown}
        heldCount={held ? countAfter(lines, held.at(-1)) : 0}
        paused={held !== undefined}
        onPause={() => setHeld(held ? undefined : lines)}
        onClear={() => {
          clear();
          setHeld(undefined);
        }}
      />
      <div
        ref={box}
        tabIndex={0}
        role="log"
        aria-label="Server log"
        onScroll={scrolled}
        className="h-[60vh] min-h-64 overflow-y-auto py-2 font-mono text-xs leading-5"
      >
        {shown.length === 0 && (
          <p className="px-3 text-muted-foreground">
            {isReading ? 'Reading…' : 'Nothing printed yet. Lines appear here as the server writes them.'}
          </p>
        )}
        {shown.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </div>
      {!follows && (
        <Button size="sm" className="absolute right-4 bottom-3 shadow-lg" onClick={toEnd}>
          <ArrowDown aria-hidden />
          To the end
        </Button>
      )}
    </div>
  );
};

/** What a server prints, as it prints it. Follows the end until the person scrolls up or pauses. */
export const LogTail = ({ id, instances }: { id: string; instances: readonly ServerInstance[] }) => {
  const [view, setView] = useState<LogView>({ previous: false, instance: undefined, since: undefined });
  return (
    <>
      <LogControls view={view} instances={instances} onChange={setView} />
      <Tail key={JSON.stringify(view)} id={id} view={view} />
    </>
  );
};
