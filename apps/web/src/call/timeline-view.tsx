import type { CallTiming } from '@archestra/contracts';
import { Card, CardBody, CardHeader, cn } from '@archestra/ui';
import { formatMicros } from '../display/format.ts';
import { layOut, type Segment } from './timeline.ts';

const words: Record<Segment['step'], { label: string; detail: string; bar: string }> = {
  authenticate: { label: 'Authenticate', detail: 'Whose token is this?', bar: 'bg-info' },
  resolve: { label: 'Resolve', detail: 'Which server and tool is meant?', bar: 'bg-info' },
  decide: { label: 'Decide', detail: 'Does policy allow it?', bar: 'bg-primary' },
  execute: { label: 'Execute', detail: 'The server works, and the way there and back.', bar: 'bg-success' },
  inspect: { label: 'Inspect', detail: 'How is the answer labelled?', bar: 'bg-primary' },
};

// A step of some microseconds beside one of seconds is still a step: it stays visible as a sliver.
const SLIVER = '3px';

const Row = ({ segment: { step, durationUs, startPercent, widthPercent } }: { segment: Segment }) => (
  <li className="grid grid-cols-[5.5rem_minmax(0,1fr)_4rem] items-center gap-3 sm:grid-cols-[7rem_minmax(0,1fr)_4.5rem]">
    <span title={words[step].detail}>{words[step].label}</span>
    <span aria-hidden className="relative h-5 rounded-sm bg-muted">
      <span
        className={cn('absolute inset-y-0 rounded-sm', words[step].bar)}
        style={{ left: `min(${startPercent}%, calc(100% - ${SLIVER}))`, width: `max(${widthPercent}%, ${SLIVER})` }}
      />
    </span>
    <span className="text-right tabular-nums">{formatMicros(durationUs)}</span>
  </li>
);

const Scale = ({ totalUs }: { totalUs: number }) => (
  <div
    aria-hidden
    className="grid grid-cols-[5.5rem_minmax(0,1fr)_4rem] gap-3 text-[11px] text-muted-foreground tabular-nums sm:grid-cols-[7rem_minmax(0,1fr)_4.5rem]"
  >
    <span />
    <span className="flex justify-between border-t pt-1">
      <span>0</span>
      <span className="max-sm:hidden">{formatMicros(totalUs / 2)}</span>
      <span>{formatMicros(totalUs)}</span>
    </span>
  </div>
);

/** The steps of one call, drawn to scale. */
export const TimelineView = ({ timing }: { timing: CallTiming }) => {
  const { segments, totalUs, serverUs, platformUs } = layOut(timing);
  return (
    <Card>
      <CardHeader
        title="Timeline"
        description={
          serverUs > 0
            ? `${formatMicros(totalUs)} in all: ${formatMicros(serverUs)} at the server, ${formatMicros(platformUs)} in Archestra.`
            : `${formatMicros(totalUs)} in all; the server was not called.`
        }
      />
      <CardBody className="overflow-x-auto">
        <ol className="mb-2 grid gap-1.5">
          {segments.map((segment) => (
            <Row key={segment.step} segment={segment} />
          ))}
        </ol>
        <Scale totalUs={totalUs} />
      </CardBody>
    </Card>
  );
};
