import type { ServerCondition, ServerInstance, ServerPod } from '@archestra/contracts';
import {
  Badge,
  Card,
  CardBody,
  CardHeader,
  cn,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@archestra/ui';
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { Facts } from '../display/facts.tsx';
import { formatBytes, formatMicros } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { camelWords, conditionTone, phaseWords } from './runtime-words.ts';

const icons = { success: CircleCheck, danger: CircleX, neutral: CircleDashed, warning: CircleX, info: CircleDashed };
const colours = {
  success: 'text-success',
  danger: 'text-destructive',
  neutral: 'text-muted-foreground',
  warning: 'text-warning',
  info: 'text-info',
};

const Condition = ({ condition }: { condition: ServerCondition }) => {
  const tone = conditionTone(condition);
  const Icon = icons[tone];
  return (
    <li className="flex items-start gap-2.5">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colours[tone])} />
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-medium">{camelWords(condition.type)}</span>
          <span className="text-muted-foreground">
            : {condition.status === 'True' ? 'yes' : condition.status === 'False' ? 'no' : 'not known'}
          </span>
        </p>
        <p className="text-muted-foreground wrap-anywhere">{condition.message || camelWords(condition.reason)}</p>
        <p className="text-xs text-muted-foreground">
          <code className="font-mono">{condition.reason}</code> · <Time at={condition.since} />
        </p>
      </div>
    </li>
  );
};

const Pods = ({ pods }: { pods: ServerPod[] }) => (
  <Table>
    <TableHeader>
      <TableRow>
        <TableHead>Pod</TableHead>
        <TableHead>State</TableHead>
        <TableHead className="text-right">Restarts</TableHead>
        <TableHead>Started</TableHead>
        <TableHead>Image</TableHead>
      </TableRow>
    </TableHeader>
    <TableBody>
      {pods.map((pod) => (
        <TableRow key={pod.name}>
          <TableCell className="font-mono text-xs">{pod.name}</TableCell>
          <TableCell>
            <Badge tone={pod.ready ? 'success' : 'warning'}>{pod.ready ? 'Ready' : camelWords(pod.phase)}</Badge>
          </TableCell>
          <TableCell className="text-right tabular-nums">{pod.restarts}</TableCell>
          <TableCell className="text-xs whitespace-nowrap text-muted-foreground">
            {pod.startedAt ? <Time at={pod.startedAt} /> : 'Not yet'}
          </TableCell>
          <TableCell className="max-w-48 truncate font-mono text-xs text-muted-foreground" title={pod.image ?? ''}>
            {pod.image ?? 'Not known yet'}
          </TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

/** One running copy: what it does, which conditions hold, and its pods. */
export const InstanceCard = ({ instance, name }: { instance: ServerInstance; name: string }) => {
  const { label, tone, moving } = phaseWords[instance.phase];
  return (
    <Card>
      <CardHeader
        title={name}
        description={instance.message}
        action={
          <Badge tone={tone} dot={moving ? 'pulse' : 'still'}>
            {label}
          </Badge>
        }
      />
      <CardBody className="grid gap-4">
        <Facts
          rows={[
            ['Started', instance.startedAt && <Time at={instance.startedAt} />],
            ['Restarts', String(instance.restarts)],
            ['Memory', instance.memoryBytes !== null && formatBytes(instance.memoryBytes)],
            ['CPU time', instance.cpuMs !== null && formatMicros(instance.cpuMs * 1_000)],
            ['Process id', instance.pid !== null && String(instance.pid)],
          ]}
        />
        {instance.conditions.length > 0 && (
          <ul aria-label="Conditions" className="grid gap-3 border-t pt-4">
            {instance.conditions.map((condition) => (
              <Condition key={condition.type} condition={condition} />
            ))}
          </ul>
        )}
        {instance.pods.length > 0 && <Pods pods={instance.pods} />}
      </CardBody>
    </Card>
  );
};
