import {
  gatewayEvents,
  knowledgeEvents,
  orchestratorEvents,
  registryEvents,
  SYSTEM_ORGANIZATION,
} from '@archestra/contracts';
import type {
  EventContract,
  InstallationStatus,
  LiveEvent,
  Permission,
  RequestRefused,
  ToolCallCompleted,
  ToolCallSummary,
  User,
} from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { permissionsOf } from '../session/permission.ts';

/** A live event and who may see it. */
export interface Broadcast {
  readonly id: string;
  readonly organizationId: string;
  readonly needs: Permission;
  /** Set when only one person may see it. */
  readonly userId?: string;
  readonly event: LiveEvent;
}

type Change = Extract<LiveEvent, { kind: 'server' }>['change'];

const installationChanges: [EventContract, Change][] = [
  [registryEvents.installationCreated, 'created'],
  [registryEvents.installationDeleted, 'deleted'],
];
const serverChanges: [(typeof orchestratorEvents)[keyof typeof orchestratorEvents], Change][] = [
  [orchestratorEvents.serverStarted, 'started'],
  [orchestratorEvents.serverStopped, 'stopped'],
  [orchestratorEvents.serverCrashed, 'crashed'],
  [orchestratorEvents.serverFailed, 'failed'],
  [orchestratorEvents.serverChangedTools, 'tools-changed'],
];
const watched: readonly EventContract[] = [
  ...Object.values(gatewayEvents),
  ...installationChanges.map(([contract]) => contract),
  registryEvents.installationChanged,
  ...serverChanges.map(([contract]) => contract),
  ...Object.values(knowledgeEvents),
];

/** The events that the console shows as they happen, by type; every other type is skipped unread. */
export const watchedEvents: ReadonlyMap<string, EventContract> = new Map(
  watched.map((contract) => [contract.type, contract]),
);

/** What a fact looks like in the console; undefined when it is not shown. */
export const toBroadcast = (fact: ReceivedEvent): Broadcast | undefined => {
  const found = call(fact) ?? server(fact) ?? memory(fact);
  return found && { id: fact.id, organizationId: fact.organization, ...found };
};

type Shown = Omit<Broadcast, 'id' | 'organizationId'>;

const call = (fact: ReceivedEvent): Shown | undefined => {
  const needs = 'mcp-tool-call:read';
  if (isEvent(fact, gatewayEvents.toolCallCompleted))
    return { needs, event: { kind: 'tool-call', call: completed(fact.data) } };
  if (isEvent(fact, gatewayEvents.requestRefused))
    return { needs, event: { kind: 'tool-call', call: refused(fact.data) } };
  return undefined;
};

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

const serverEvent = (
  serverId: string,
  change: Change,
  { name, status, message }: { name: string; status: InstallationStatus | null; message: string },
): Shown => ({
  needs: 'mcp-server:read',
  event: { kind: 'server', serverId, name, change, status, message },
});

const memory = (fact: ReceivedEvent): Shown | undefined => {
  const needs = 'memory:read';
  if (isEvent(fact, knowledgeEvents.memoryChanged))
    return { needs, userId: fact.data.userId, event: { kind: 'memory', name: fact.data.name, change: 'changed' } };
  if (isEvent(fact, knowledgeEvents.memoryDeleted))
    return { needs, userId: fact.data.userId, event: { kind: 'memory', name: fact.data.name, change: 'deleted' } };
  return undefined;
};

const completed = (record: ToolCallCompleted): ToolCallSummary => ({
  id: record.callId,
  at: record.startedAt,
  outcome: record.outcome,
  method: record.method,
  name: record.name,
  serverName: record.server?.name ?? null,
  profileId: record.profile.id,
  profileName: record.profile.name,
  userName: record.principal.name,
  clientName: record.client.name,
  error: record.error,
  decision: record.decision.outcome,
  isError: record.isError,
  durationUs: record.timing.totalUs,
  repeated: 1,
});

const refused = (record: RequestRefused): ToolCallSummary => ({
  id: record.requestId,
  at: record.startedAt,
  outcome: 'refused',
  method: record.method,
  name: null,
  serverName: null,
  profileId: record.profileId,
  profileName: null,
  userName: record.principal?.name ?? null,
  clientName: null,
  error: record.error,
  decision: 'none',
  isError: false,
  durationUs: 0,
  repeated: record.repeated,
});

/** Whether a person may see a broadcast. `showSystem`: facts of no organization are shown to everybody who may see such facts. */
export const maySee = (user: User, { organizationId, needs, userId }: Broadcast, showSystem: boolean): boolean => {
  const own = organizationId === user.organizationId || (showSystem && organizationId === SYSTEM_ORGANIZATION);
  return own && permissionsOf(user.role).has(needs) && (userId === undefined || userId === user.id);
};
