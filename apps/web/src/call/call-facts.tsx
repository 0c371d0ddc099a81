import type { ToolCallRecord } from '@archestra/contracts';
import { Card, CardBody, CardHeader, CopyButton } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Facts, type FactRow } from '../display/facts.tsx';
import { formatAbsolute } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { methodWords } from './call-words.ts';

const link = 'rounded-sm text-primary hover:underline';
const Code = ({ children }: { children: string }) => <code className="font-mono text-xs">{children}</code>;

const callerWords = { user: 'Person', team: 'Team', service: 'Service' } as const;

const who = ({ call, userName, clientName }: ToolCallRecord): FactRow[] => [
  [callerWords[call?.principal.kind ?? 'user'], userName ?? 'Nobody known'],
  ['Token', call?.principal.tokenName],
  ['Client', call ? `${call.client.name} ${call.client.version}` : clientName],
  ['Protocol', call?.client.protocolVersion],
];

const Server = ({ record: { call, serverName } }: { record: ToolCallRecord }) =>
  call?.server ? (
    <Link to="/mcp/registry/$id" params={{ id: call.server.id }} className={link}>
      {call.server.name}
    </Link>
  ) : (
    serverName
  );

const Profile = ({ record: { profileId, profileName } }: { record: ToolCallRecord }) =>
  profileId !== null && profileName !== null ? (
    <Link to="/mcp/profiles/$id" params={{ id: profileId }} className={link}>
      {profileName}
    </Link>
  ) : (
    profileId
  );

const what = (record: ToolCallRecord): FactRow[] => {
  const upstream = record.call?.upstreamName;
  return [
    ['Kind', methodWords(record.method)],
    ['Known to the server as', upstream && upstream !== record.name && <Code>{upstream}</Code>],
    ['Server', record.serverName !== null && <Server record={record} />],
    ['Profile', record.profileId !== null && <Profile record={record} />],
  ];
};

const when = ({ at, id, call, repeated }: ToolCallRecord): FactRow[] => [
  [
    'When',
    <>
      {formatAbsolute(new Date(at))} · <Time at={at} className="text-muted-foreground" />
    </>,
  ],
  ['Repeated', repeated > 1 && `${repeated} times within the same moment, kept as one record`],
  [
    'Call id',
    <span className="flex items-center gap-1">
      <Code>{id}</Code>
      <CopyButton text={id} aria-label="Copy the call id" className="size-6" />
    </span>,
  ],
  ['Session', call && <Code>{call.sessionId}</Code>],
];

/** Who, what and when. */
export const CallFacts = ({ record }: { record: ToolCallRecord }) => (
  <Card>
    <CardHeader title="Who, what, when" />
    <CardBody>
      <Facts rows={[...who(record), ...what(record), ...when(record)]} />
    </CardBody>
  </Card>
);
