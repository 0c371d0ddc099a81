import { access, eventSubjects, serviceNames, type Access, type ServiceName } from './access.ts';
import type { EventConsumer } from './event.ts';
import { FRAME_BUCKET, mcpSubjects } from './mcp.ts';
import type { SnapshotContract } from './snapshot.ts';

export const EVENT_STREAM = 'EVENTS';
/** Events a consumer could not digest, with the reason in `x-dead-letter-reason`; subject `dead.<durable>.<original subject>`. */
export const DEAD_LETTER_STREAM = 'DEAD_LETTERS';

/** Subjects one NATS login may publish to and subscribe to. Everything else is refused by the server. */
export interface NatsPermissions {
  publish: string[];
  subscribe: string[];
}

/** Each login has its own inbox prefix: nobody can read replies meant for somebody else. */
export const inboxPrefix = (login: string): string => `_INBOX.${login}`;

const consuming = ({ durable }: EventConsumer): string[] => [
  `$JS.API.CONSUMER.INFO.${EVENT_STREAM}.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${durable}`,
  `$JS.ACK.${EVENT_STREAM}.${durable}.>`,
  `dead.${durable}.>`,
];

const watchingStream = (stream: string): string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.DELETE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.>`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
  `$JS.API.DIRECT.GET.${stream}.>`,
  `$JS.API.DIRECT.GET.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.ACK.${stream}.>`,
  `$JS.FC.${stream}.>`,
];

const watching = ({ bucket }: SnapshotContract): string[] => watchingStream(`KV_${bucket}`);
const writing = ({ bucket }: SnapshotContract): string[] => [`$KV.${bucket}.>`, `$JS.API.STREAM.INFO.KV_${bucket}`];

const frames = [
  `$O.${FRAME_BUCKET}.>`,
  `$JS.API.STREAM.PURGE.OBJ_${FRAME_BUCKET}`,
  ...watchingStream(`OBJ_${FRAME_BUCKET}`),
];

const mcpCaller: NatsPermissions = {
  publish: [mcpSubjects.up('*', '*'), mcpSubjects.ask('*', '*'), ...frames],
  subscribe: ['mcp.*.*.down.>'],
};
const mcpOwner: NatsPermissions = {
  publish: ['mcp.*.*.down.>', ...frames],
  subscribe: [mcpSubjects.up('*', '*'), mcpSubjects.ask('*', '*')],
};

const mcp = (roles: Access['mcp']): NatsPermissions[] =>
  roles.map((role) => (role === 'caller' ? mcpCaller : mcpOwner));

/**
 * Inboxes a service may answer into: those of its callers, and no others. (`allow_responses` of the NATS server would say
 * the same per message, but it remembers every delivered event for minutes: 0.15 ms of broker CPU for each.)
 */
const answering = (service: ServiceName): string[] => {
  const served = new Set(access[service].serves.map(({ subject }) => subject));
  const calls = (caller: ServiceName): boolean => access[caller].calls.some(({ subject }) => served.has(subject));
  return serviceNames.filter(calls).map((caller) => `${inboxPrefix(caller)}.>`);
};

/** The least a service needs, derived from its entry in `access`. */
export const natsPermissions = (service: ServiceName): NatsPermissions => {
  const own: Access = access[service];
  const roles = mcp(own.mcp);
  return {
    publish: [
      ...own.calls.map((contract) => contract.subject),
      ...answering(service),
      ...own.publishes.map(eventSubjects),
      ...own.consumes.flatMap(consuming),
      ...(own.watchesEvents ? watchingStream(EVENT_STREAM) : []),
      ...own.writes.flatMap(writing),
      ...own.watches.flatMap(watching),
      ...roles.flatMap((role) => role.publish),
    ],
    subscribe: [
      `${inboxPrefix(service)}.>`,
      ...own.serves.map((contract) => contract.subject),
      ...roles.flatMap((role) => role.subscribe),
    ],
  };
};

/** A SIEM tap: reads events of every organization (or of one), publishes nothing but the reads themselves. */
export const tapPermissions = (organizationId = '*'): NatsPermissions => ({
  publish: [],
  subscribe: [`events.${organizationId}.>`],
});
