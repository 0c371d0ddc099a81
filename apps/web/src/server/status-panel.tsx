import type { McpServerDetail, ServerStatus } from '@archestra/contracts';
import { Alert, Card, CardBody, CardHeader, EmptyState, Skeleton } from '@archestra/ui';
import { Activity } from 'lucide-react';
import { useMemo } from 'react';
import { formatBytes } from '../display/format.ts';
import { QueryView } from '../display/query-view.tsx';
import { UsageChart } from '../display/usage-chart.tsx';
import { InstanceCard } from './instance-card.tsx';
import { useInstanceWords } from './instance-words.ts';
import { formatCpu } from './runtime-words.ts';
import { useUsage } from './runtime.query.ts';

const Usage = ({ id }: { id: string }) => {
  const usage = useUsage(id);
  const samples = usage.data;
  const cpu = useMemo(() => samples?.map(({ at, cpuMillis }) => ({ at, value: cpuMillis })) ?? [], [samples]);
  const memory = useMemo(() => samples?.map(({ at, memoryBytes }) => ({ at, value: memoryBytes })) ?? [], [samples]);
  return (
    <Card>
      <CardHeader title="The last hour" description="Added up over everything that runs of this server." />
      <CardBody>
        <QueryView query={usage} what="The usage could not be loaded" loading={<Skeleton className="h-40" />}>
          {(data) =>
            data.length < 2 ? (
              <p className="text-muted-foreground">Nothing measured yet. The first line appears after a minute.</p>
            ) : (
              <div className="grid gap-6 lg:grid-cols-2">
                <UsageChart title="CPU" points={cpu} format={formatCpu} />
                <UsageChart title="Memory" points={memory} format={formatBytes} />
              </div>
            )
          }
        </QueryView>
      </CardBody>
    </Card>
  );
};

const Violations = ({ violations }: { violations: ServerStatus['violations'] }) => {
  const { garbageLines, duplicateAnswers, oversizedFrames } = violations;
  if (garbageLines + duplicateAnswers + oversizedFrames === 0) return null;
  return (
    <Alert tone="warning" title="This server does not keep to the protocol">
      {garbageLines} unreadable lines, {duplicateAnswers} double answers, {oversizedFrames} answers over the size limit.
      They were dropped; the log has them.
    </Alert>
  );
};

const Instances = ({ runtime }: { runtime: ServerStatus }) => {
  const instanceWords = useInstanceWords();
  // A server that is told of as a whole is one copy that everybody shares.
  const whole = { ...runtime, instance: 'shared', conditions: [], pods: [] };
  const instances = runtime.instances.length > 0 ? runtime.instances : [whole];
  return instances.map((instance) => (
    <InstanceCard key={instance.instance} instance={instance} name={instanceWords(instance.instance)} />
  ));
};

/** How a server does: usage, every running copy with its conditions, and its pods. */
export const StatusPanel = ({ detail: { installation, runtime, unavailable } }: { detail: McpServerDetail }) => {
  if (unavailable.includes('orchestrator')) {
    return (
      <Alert tone="warning" title="The state is not known">
        The orchestrator does not answer right now. What runs goes on running.
      </Alert>
    );
  }
  if (!runtime) {
    return (
      <EmptyState icon={Activity} title="Nothing runs yet">
        {installation.source.kind === 'builtin'
          ? 'This server is part of Archestra and has no process of its own.'
          : 'Its state appears here as soon as the orchestrator has taken it over.'}
      </EmptyState>
    );
  }
  const isRunning = runtime.phase === 'running' || runtime.phase === 'asleep';
  const isMeasured = installation.source.kind === 'package' || installation.source.kind === 'image';
  return (
    <div className="grid gap-4">
      <Violations violations={runtime.violations} />
      {/* What is wrong comes before what it used. */}
      {isRunning && isMeasured && <Usage id={installation.id} />}
      <Instances runtime={runtime} />
      {!isRunning && isMeasured && <Usage id={installation.id} />}
    </div>
  );
};
