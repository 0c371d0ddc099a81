import { Badge, Card, CardHeader } from '@archestra/ui';
import { MarkedText } from '../display/marked-text.tsx';
import { egressReasonWords, verdictWords } from './runtime-words.ts';
import { useEgress } from './runtime.query.ts';

/** Where a server tried to connect to while it worked on a call; nothing when it did not try. */
export const CallEgress = ({ callId }: { callId: string }) => {
  const { data } = useEgress({ callId });
  const attempts = data?.pages.flatMap(({ items }) => items) ?? [];
  if (attempts.length === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Connections"
        description="Where the server tried to connect to while it worked on this call."
      />
      <ul aria-label="Attempts to connect" className="divide-y">
        {attempts.map(({ id, host, port, verdict, reason, callIds }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <Badge tone={verdictWords[verdict].tone}>{verdictWords[verdict].label}</Badge>
            <MarkedText text={`${host}:${port}`} className="font-mono text-[13px]" />
            <span className="text-xs text-muted-foreground">
              {egressReasonWords[reason]}
              {callIds.length > 1 && ` · this call or ${callIds.length - 1} other at the same moment`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
};
