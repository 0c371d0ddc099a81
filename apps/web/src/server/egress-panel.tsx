import type { EgressAttempt } from '@archestra/contracts';
import {
  Badge,
  Button,
  EmptyState,
  Select,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Network } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useInstanceWords } from './instance-words.ts';
import { egressReasonWords, verdictWords } from './runtime-words.ts';
import { useEgress, type EgressFilter } from './runtime.query.ts';

const ANY = ':any';
const verdicts = [
  { value: ANY, label: 'Every attempt' },
  { value: 'refused', label: 'Refused' },
  { value: 'allowed', label: 'Allowed' },
  { value: 'failed', label: 'Failed' },
] as const;

const seenWords: Record<EgressAttempt['seenBy'], string> = {
  proxy: 'at the proxy',
  sandbox: 'caught in the sandbox',
  reporter: 'told by the reporter in the pod',
};

const Calls = ({ callIds }: { callIds: string[] }) => {
  if (callIds.length === 0) return <span className="text-muted-foreground">Outside of a call</span>;
  return (
    <span className="grid gap-0.5">
      {callIds.length > 1 && <span className="text-xs text-muted-foreground">One of</span>}
      {callIds.slice(0, 3).map((id) => (
        <Link
          key={id}
          to="/mcp/logs/$id"
          params={{ id }}
          className="rounded-sm font-mono text-xs text-primary hover:underline"
        >
          {callIds.length === 1 ? 'See the call' : id.slice(-8)}
        </Link>
      ))}
      {callIds.length > 3 && <span className="text-xs text-muted-foreground">and {callIds.length - 3} more</span>}
    </span>
  );
};

const Row = ({ attempt, instance }: { attempt: EgressAttempt; instance: string }) => {
  const { label, tone } = verdictWords[attempt.verdict];
  return (
    <TableRow>
      <TableCell className="text-xs whitespace-nowrap text-muted-foreground">
        <Time at={attempt.at} />
      </TableCell>
      <TableCell>
        <Badge tone={tone}>{label}</Badge>
      </TableCell>
      <TableCell className="min-w-44">
        <MarkedText text={`${attempt.host}:${attempt.port}`} className="font-mono text-[13px]" />
        {attempt.address && attempt.address !== attempt.host && (
          <span className="block font-mono text-xs text-muted-foreground">{attempt.address}</span>
        )}
      </TableCell>
      <TableCell className="min-w-52 text-xs">
        {egressReasonWords[attempt.reason]}
        <span className="block text-muted-foreground">
          {seenWords[attempt.seenBy]} · {instance}
        </span>
      </TableCell>
      <TableCell className="text-xs whitespace-nowrap tabular-nums">
        {attempt.bytesUp + attempt.bytesDown === 0
          ? '–'
          : `${formatBytes(attempt.bytesUp)} out, ${formatBytes(attempt.bytesDown)} in`}
      </TableCell>
      <TableCell className="text-xs">
        <Calls callIds={attempt.callIds} />
      </TableCell>
    </TableRow>
  );
};

/** Where a server tried to connect to, what became of it and which call it was for. */
export const EgressPanel = ({ serverId, hosts }: { serverId: string; hosts: string[] }) => {
  const [verdict, setVerdict] = useState<EgressFilter['verdict']>();
  const instanceWords = useInstanceWords();
  const attempts = useEgress({ serverId, verdict });
  const rows = attempts.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-prose text-muted-foreground">
          {hosts.length === 0
            ? 'It may connect to nothing. Every attempt is refused and kept here.'
            : `It may connect to ${hosts.join(', ')}. Private and metadata addresses stay refused.`}
        </p>
        <Select
          aria-label="Which attempts"
          className="w-40"
          value={verdict ?? ANY}
          options={verdicts}
          onChange={(value) => setVerdict(value === ANY ? undefined : value)}
        />
      </div>
      <QueryView query={{ ...attempts, data: attempts.data && rows }} what="The attempts could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Network} title={verdict ? 'None of these' : 'It has not tried to connect to anything'}>
              Attempts appear here with the reason and the call they belong to.
            </EmptyState>
          ) : (
            <Table>
              <TableHeader>
                <TableRow>
                  <TableHead>When</TableHead>
                  <TableHead>Verdict</TableHead>
                  <TableHead>Where</TableHead>
                  <TableHead>Why</TableHead>
                  <TableHead>Data</TableHead>
                  <TableHead>Call</TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {data.map((attempt) => (
                  <Row key={attempt.id} attempt={attempt} instance={instanceWords(attempt.instance)} />
                ))}
              </TableBody>
            </Table>
          )
        }
      </QueryView>
      {attempts.hasNextPage && (
        <Button
          variant="outline"
          className="justify-self-center"
          pending={attempts.isFetchingNextPage}
          onClick={() => void attempts.fetchNextPage()}
        >
          Load more
        </Button>
      )}
    </div>
  );
};
