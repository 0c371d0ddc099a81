import {
  gatewayEvents,
  knowledgeEvents,
  llmCallSummary,
  llmEvents,
  orchestratorEvents,
  registryEvents,
  SYSTEM_ORGANIZATION,
} from '@archestra/contracts';
import type { EventContract, InstallationStatus, LiveEvent, Principal } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { everybodyWith, ownOr, type Audience } from './audience.ts';
import { budgetAlert, budgetAlerted } from './budget-alert.ts';
import { changeOf, changeEvents } from './change-event.ts';
import { guardEvent, watchedGuardEvents } from './guard-event.ts';
import { completed, refused } from './tool-call.ts';

/** A live event and who may see it; `outside` is what those may see who may not see all of it. */
export interface Broadcast {
  readonly id: string;
  readonly organizationId: string;
  readonly audience: Audience;
  readonly event: LiveEvent;
  readonly outside?: { readonly audience: Audience; readonly event: LiveEvent };
}

type Change = Extract<LiveEvent, { kind: 'server' }>['change'];
type Shown = Omit<Broadcast, 'id' | 'organizationId'>;

const installationChanges: [EventContract, Change][] = [
  [registryEvents.installationCreated, 'created'],
  [registryEvents.installationDeleted, 'deleted'],
];
const serverChanges = [
  [orchestratorEvents.serverStarted, 'started'],
  [orchestratorEvents.serverStopped, 'stopped'],
  [orchestratorEvents.serverCrashed, 'crashed'],
  [orchestratorEvents.serverFailed, 'failed'],
  [orchestratorEvents.serverChangedTools, 'tools-changed'],
] as const;
const watched: readonly EventContract[] = [
  ...Object.values(gatewayEvents),
  ...Object.values(llmEvents),
  budgetAlerted,
  ...installationChanges.map(([contract]) => contract),
  registryEvents.installationChanged,
  registryEvents.requestCreated,
  registryEvents.requestChanged,
  ...serverChanges.map(([contract]) => contract),
  ...Object.values(knowledgeEvents),
  ...watchedGuardEvents,
  ...changeEvents,
];

/** The events that the console shows as they happen, by type; every other type is skipped unread. */
export const watchedEvents: ReadonlyMap<string, EventContract> = new Map(
  watched.map((contract) => [contract.type, contract]),
);

/** What a fact looks like in the console; undefined when it is not shown. */
export const toBroadcast = (fact: ReceivedEvent): Broadcast | undefined => {
  const work = call(fact) ?? llmCall(fact) ?? guardEvent(fact) ?? server(fact) ?? request(fact);
  const found = work ?? memory(fact) ?? budgetAlert(fact) ?? changeOf(fact);
  return found && { id: fact.id, organizationId: fact.organization, ...found };
};

const call = (fact: ReceivedEvent): Shown | undefined => {
  const shown = (caller: { kind: string; id: string } | null, summary: ReturnType<typeof completed>): Shown => ({
    audience: ownOr('mcp-tool-call:read', caller, 'mcp-tool-call:manage'),
    event: { kind: 'tool-call', call: summary },
  });
  if (isEvent(fact, gatewayEvents.toolCallCompleted)) return shown(fact.data.principal, completed(fact.data));
  if (isEvent(fact, gatewayEvents.requestRefused)) return shown(fact.data.principal, refused(fact.data));
  return undefined;
};

const llmCall = (fact: ReceivedEvent): Shown | undefined =>
  isEvent(fact, llmEvents.llmCallCompleted)
    ? {
        audience: ownOr('llm-call:read', fact.data.principal, 'llm-call:manage'),
        event: { kind: 'llm-call', call: llmCallSummary(fact.data) },
      }
    : undefined;

const server = (fact: ReceivedEvent): Shown | undefined => {
  if (isEvent(fact, registryEvents.installationChanged))
    return serverEvent(fact.data.id, 'changed', { ...fact.data, message: fact.data.statusMessage });
  for (const [contract, change] of serverChanges)
    if (isEvent(fact, contract)) return serverEvent(fact.data.serverId, change, { ...fact.data, status: null });
  if (isEvent(fact, registryEvents.installationCreated))
    return serverEvent(fact.data.id, 'created', { ...fact.data, status: null, message: '' });
  if (isEvent(fact, registryEvents.installationDeleted))
    return serverEvent(fact.data.id, 'deleted', { ...fact.data, status: null, message: '' });
  return undefined;
};

/** Whom a server is visible to is not part of the fact: those who do not see all of them are told only that something changed. */
const serverEvent = (
  serverId: string,
  change: Change,
  { name, status, message }: { name: string; status: InstallationStatus | null; message: string },
): Shown => ({
  audience: everybodyWith('mcp-server:write', 'organization:audit'),
  event: { kind: 'server', serverId, name, change, status, message },
  outside: {
    audience: everybodyWith('mcp-server:read'),
    event: { kind: 'change', noun: 'installation', id: serverId },
  },
});

const request = (fact: ReceivedEvent): Shown | undefined => {
  if (!isEvent(fact, registryEvents.requestCreated) && !isEvent(fact, registryEvents.requestChanged)) return undefined;
  const { id, name, status, statusMessage, requesterId } = fact.data;
  const requester = requesterId === null ? null : { kind: 'user', id: requesterId };
  return {
    audience: ownOr('server-request:read', requester, 'server-request:review'),
    event: { kind: 'request', requestId: id, name, status, message: statusMessage },
  };
};

/** Memories are their owner's alone. */
const memory = (fact: ReceivedEvent): Shown | undefined => {
  const shown = (change: 'changed' | 'deleted', { userId, name }: { userId: string; name: string }): Shown => ({
    audience: ownOr('memory:read', { kind: 'user', id: userId }),
    event: { kind: 'memory', name, change },
  });
  if (isEvent(fact, knowledgeEvents.memoryChanged)) return shown('changed', fact.data);
  if (isEvent(fact, knowledgeEvents.memoryDeleted)) return shown('deleted', fact.data);
  return undefined;
};

/** What a reader sees of a broadcast; undefined: nothing. `showSystem`: facts of no organization are shown to operators. */
export const visibleTo = (
  reader: Principal,
  { organizationId, audience, event, outside }: Broadcast,
  showSystem: boolean,
): LiveEvent | undefined => {
  const isSystem =
    showSystem && organizationId === SYSTEM_ORGANIZATION && reader.permissions.includes('organization:create');
  if (organizationId !== reader.organizationId && !isSystem) return undefined;
  if (audience(reader)) return event;
  return outside?.audience(reader) ? outside.event : undefined;
};
