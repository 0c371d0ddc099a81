import type { EgressAttempt } from '@archestra/contracts';
import { Badge, Button, Card, cn, EmptyState, Select } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Network } from 'lucide-react';
import { useState, type ReactNode } from 'react';
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

/** The columns from the tablet up; on a phone an attempt is a few lines. */
const columns =
  'md:grid md:grid-cols-[6.5rem_5.5rem_minmax(0,1.3fr)_minmax(0,1.6fr)_8rem_7rem] md:items-start md:gap-x-3';

const Row = ({ attempt, instance }: { attempt: EgressAttempt; instance: string }) => {
  const { label, tone } = verdictWords[attempt.verdict];
  const hasData = attempt.bytesUp + attempt.bytesDown > 0;
  return (
    <li className={cn('px-4 py-2.5', columns)}>
      <Time at={attempt.at} className="float-right pt-0.5 text-xs text-muted-foreground md:float-none" />
      <span className="max-md:mb-1 max-md:block">
        <Badge tone={tone}>{label}</Badge>
      </span>
      <span className="block min-w-0">
        <MarkedText text={`${attempt.host}:${attempt.port}`} className="font-mono text-[13px] font-medium" />
        {attempt.address && attempt.address !== attempt.host && (
          <span className="block font-mono text-xs text-muted-foreground">{attempt.address}</span>
        )}
      </span>
      <span className="block min-w-0 text-xs">
        {egressReasonWords[attempt.reason]}
        <span className="block text-muted-foreground">
          {seenWords[attempt.seenBy]} · {instance}
        </span>
      </span>
      <span className={cn('block text-xs tabular-nums', !hasData && 'max-md:hidden')}>
        {hasData ? `${formatBytes(attempt.bytesUp)} out, ${formatBytes(attempt.bytesDown)} in` : '–'}
      </span>
      <span className="block text-xs">
        <Calls callIds={attempt.callIds} />
      </span>
    </li>
  );
};

const List = ({ children }: { children: ReactNode }) => (
  <Card className="overflow-hidden">
    <div
      aria-hidden
      className={cn('hidden border-b bg-muted/60 px-4 py-2 text-xs font-medium text-muted-foreground', columns)}
    >
      {['When', 'Verdict', 'Where', 'Why', 'Data', 'Call'].map((name) => (
        <span key={name}>{name}</span>
      ))}
    </div>
    <ul aria-label="Attempts to connect, newest first" className="divide-y">
      {children}
    </ul>
  </Card>
);

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
            <List>
              {data.map((attempt) => (
                <Row key={attempt.id} attempt={attempt} instance={instanceWords(attempt.instance)} />
              ))}
            </List>
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
