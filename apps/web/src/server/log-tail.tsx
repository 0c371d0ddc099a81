import type { LogLine } from '@archestra/contracts';
import { Alert, Badge, Button, cn, CopyButton } from '@archestra/ui';
import { ArrowDown } from 'lucide-react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { formatAbsolute, formatClock } from '../display/format.ts';
import { useServerLog } from './log-feed.ts';

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

/** What a server prints, as it prints it. Follows the end until the person scrolls up. */
export const LogTail = ({ id }: { id: string }) => {
  const { lines, state, isReading, clear, reconnect } = useServerLog(id);
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useLayoutEffect(() => {
    if (follows) toEnd();
  }, [lines, follows]);
  const scrolled = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: React.UIEvent<HTMLDivElement>) =>
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  if (state === 'lost') {
    return (
      <Alert
        tone="danger"
        title="The log is not available"
        action={
          <Button variant="outline" size="sm" onClick={reconnect}>
            Try again
          </Button>
        }
      >
        The orchestrator does not answer, or you may not read this log.
      </Alert>
    );
  }
  return (
    <div className="relative overflow-hidden rounded-lg border bg-code">
      <div className="flex items-center gap-2 border-b bg-card px-3 py-1.5">
        <Badge tone={state === 'open' ? 'success' : 'neutral'} dot={state === 'open' ? 'still' : 'pulse'}>
          {state === 'open' ? 'Live' : 'Connecting'}
        </Badge>
        <span className="text-xs text-muted-foreground">{lines.length.toLocaleString('en')} lines</span>
        <span className="ml-auto flex">
          <Button variant="ghost" size="sm" onClick={clear}>
            Clear view
          </Button>
          <CopyButton
            text={lines.map(({ at, stream, text }) => `${at} ${stream} ${text}`).join('\n')}
            aria-label="Copy the log"
          />
        </span>
      </div>
      <div
        ref={box}
        tabIndex={0}
        role="log"
        aria-label="Server log"
        onScroll={scrolled}
        className="h-[60vh] min-h-64 overflow-y-auto py-2 font-mono text-xs leading-5"
      >
        {lines.length === 0 && (
          <p className="px-3 text-muted-foreground">
            {isReading ? 'Reading…' : 'Nothing printed yet. Lines appear here as the server writes them.'}
          </p>
        )}
        {lines.map((line, index) => (
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
