import type { CallTiming } from '@archestra/contracts';
import { Card, CardBody, CardHeader } from '@archestra/ui';
import { formatMicros } from '../display/format.ts';
import { StepsChart, type StepWords } from '../display/steps-chart.tsx';
import { layOut, type Segment } from './timeline.ts';

const words: Record<Segment['step'], StepWords> = {
  authenticate: { label: 'Authenticate', detail: 'Whose token is this?', bar: 'bg-info' },
  resolve: { label: 'Resolve', detail: 'Which server and tool is meant?', bar: 'bg-info' },
  decide: { label: 'Decide', detail: 'Does policy allow it?', bar: 'bg-primary' },
  execute: { label: 'Execute', detail: 'The server works, and the way there and back.', bar: 'bg-success' },
  inspect: { label: 'Inspect', detail: 'How is the answer labelled?', bar: 'bg-primary' },
};

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
        <StepsChart steps={segments} words={words} totalUs={totalUs} />
      </CardBody>
    </Card>
  );
};
