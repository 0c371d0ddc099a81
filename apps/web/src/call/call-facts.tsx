import type { ToolCallRecord } from '@archestra/contracts';
import { Card, CardBody, CardHeader, CopyButton } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Facts } from '../display/facts.tsx';
import { formatAbsolute } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { methodWords } from './call-words.ts';

const link = 'rounded-sm text-primary hover:underline';

/** Who, what and when. */
export const CallFacts = ({ record }: { record: ToolCallRecord }) => {
  const { call } = record;
  return (
    <Card>
      <CardHeader title="Who, what, when" />
      <CardBody>
        <Facts
          rows={[
            ['Person', record.userName ?? 'Nobody known'],
            ['Token', call?.principal.tokenName],
            ['Client', call ? `${call.client.name} ${call.client.version}` : record.clientName],
            ['Protocol', call?.client.protocolVersion],
            ['Kind', methodWords(record.method)],
            [
              'Known to the server as',
              call?.upstreamName && call.upstreamName !== record.name && (
                <code className="font-mono text-xs">{call.upstreamName}</code>
              ),
            ],
            [
              'Server',
              call?.server ? (
                <Link to="/mcp/registry/$id" params={{ id: call.server.id }} className={link}>
                  {call.server.name}
                </Link>
              ) : (
                record.serverName
              ),
            ],
            [
              'Profile',
              record.profileId && record.profileName ? (
                <Link to="/mcp/profiles/$id" params={{ id: record.profileId }} className={link}>
                  {record.profileName}
                </Link>
              ) : (
                record.profileId
              ),
            ],
            [
              'When',
              <>
                {formatAbsolute(new Date(record.at))} · <Time at={record.at} className="text-muted-foreground" />
              </>,
            ],
            ['Repeated', record.repeated > 1 && `${record.repeated} times within the same moment, kept as one record`],
            [
              'Call id',
              <span className="flex items-center gap-1">
                <code className="font-mono text-xs">{record.id}</code>
                <CopyButton text={record.id} aria-label="Copy the call id" className="size-6" />
              </span>,
            ],
            ['Session', call && <code className="font-mono text-xs">{call.sessionId}</code>],
          ]}
        />
      </CardBody>
    </Card>
  );
};
