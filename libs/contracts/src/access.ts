import { audit } from './audit.contract.ts';
import { cost, costEvents } from './cost.contract.ts';
import { consumer, eventSubject, type EventConsumer, type EventContract } from './event.ts';
import { gatewayEvents, mcpSessions } from './gateway.contract.ts';
import { guard, guardEvents } from './guard.contract.ts';
import { identity, identityEvents, principals, revocations } from './identity.contract.ts';
import { knowledge, knowledgeEvents } from './knowledge.contract.ts';
import { llm, llmEvents } from './llm.contract.ts';
import { orchestrator, orchestratorEvents } from './orchestrator.contract.ts';
import { provider, providerEvents, providers } from './provider.contract.ts';
import { installations, profiles, registry, registryEvents } from './registry.contract.ts';
import type { Rpc } from './rpc.ts';
import { sanitizer, sanitizerEvents } from './sanitizer.contract.ts';
import type { SnapshotContract } from './snapshot.ts';

const everyEvent: EventContract[] = [
  gatewayEvents,
  llmEvents,
  identityEvents,
  registryEvents,
  providerEvents,
  sanitizerEvents,
  guardEvents,
  costEvents,
  orchestratorEvents,
  knowledgeEvents,
].flatMap((group) => Object.values(group));

/** Every durable reader of the EVENTS stream. */
export const consumers = {
  audit: consumer('audit', 'events.>', everyEvent),
  costToolCalls: consumer('cost-tool-calls', 'events.*.gateway.tool-call.completed', [gatewayEvents.toolCallCompleted]),
  costLlmCalls: consumer('cost-llm-calls', 'events.*.gateway.llm-call.completed', [llmEvents.llmCallCompleted]),
  registryServers: consumer(
    'registry-servers',
    'events.*.orchestrator.server.*',
    Object.values(orchestratorEvents).filter(({ type }) => type.startsWith('orchestrator.server.')),
  ),
  /** Credentials go with what they were for. */
  orchestratorInstallations: consumer('orchestrator-installations', 'events.*.registry.installation.deleted', [
    registryEvents.installationDeleted,
  ]),
  /** Objects applied to the cluster are told when they are declined. */
  orchestratorRequests: consumer('orchestrator-requests', 'events.*.registry.request.changed', [
    registryEvents.requestChanged,
  ]),
  orchestratorTeams: consumer('orchestrator-teams', 'events.*.identity.team.deleted', [identityEvents.teamDeleted]),
} as const;

/** What one service says and hears. NATS permissions and the JetStream set-up are derived from this, so that nothing else is possible. */
export interface Access {
  serves: readonly Rpc[];
  calls: readonly Rpc[];
  publishes: readonly EventContract[];
  consumes: readonly EventConsumer[];
  /** Sees all events from now on without a durable position: the live console. */
  watchesEvents?: boolean;
  writes: readonly SnapshotContract[];
  watches: readonly SnapshotContract[];
  /** `caller` sends MCP frames to servers, `owner` answers for servers. */
  mcp: readonly ('caller' | 'owner')[];
}

const all = (group: Readonly<Record<string, Rpc>>): Rpc[] => Object.values(group);
const facts = (group: Readonly<Record<string, EventContract>>): EventContract[] => Object.values(group);

const groups: readonly Readonly<Record<string, Rpc>>[] = [
  identity,
  registry,
  provider,
  sanitizer,
  guard,
  orchestrator,
  cost,
  audit,
  knowledge,
];

/** What services ask each other on the way of a call, and nobody asks for a person. */
const betweenServices: ReadonlySet<Rpc> = new Set<Rpc>([
  sanitizer.decideCall,
  sanitizer.inspectOutput,
  guard.inspectConversation,
  guard.decideAnswer,
  cost.planCall,
  orchestrator.runTrial,
]);

export const access = {
  gateway: {
    serves: all(llm),
    calls: [
      identity.verifyToken,
      sanitizer.decideCall,
      sanitizer.inspectOutput,
      guard.inspectConversation,
      guard.decideAnswer,
      cost.planCall,
    ],
    publishes: [...facts(gatewayEvents), ...facts(llmEvents)],
    consumes: [],
    writes: [mcpSessions],
    watches: [profiles, principals, revocations, mcpSessions, providers],
    mcp: ['caller'],
  },
  registry: {
    serves: [...all(registry), ...all(provider)],
    calls: [orchestrator.runTrial],
    publishes: [...facts(registryEvents), ...facts(providerEvents)],
    consumes: [consumers.registryServers],
    writes: [profiles, installations, providers],
    watches: [profiles, installations, providers],
    mcp: ['caller'],
  },
  identity: {
    serves: all(identity),
    calls: [],
    publishes: facts(identityEvents),
    consumes: [],
    writes: [principals, revocations],
    watches: [principals, revocations],
    mcp: [],
  },
  sanitizer: {
    serves: [...all(sanitizer), ...all(guard)],
    calls: [llm.askModel],
    publishes: [...facts(sanitizerEvents), ...facts(guardEvents)],
    consumes: [],
    writes: [],
    watches: [profiles, principals, providers],
    mcp: [],
  },
  cost: {
    serves: all(cost),
    calls: [],
    publishes: facts(costEvents),
    consumes: [consumers.costToolCalls, consumers.costLlmCalls],
    writes: [],
    watches: [providers],
    mcp: [],
  },
  orchestrator: {
    serves: all(orchestrator),
    calls: [],
    publishes: facts(orchestratorEvents),
    consumes: [consumers.orchestratorInstallations, consumers.orchestratorTeams, consumers.orchestratorRequests],
    writes: [],
    watches: [installations, principals],
    mcp: ['owner'],
  },
  knowledge: {
    serves: all(knowledge),
    calls: [],
    publishes: facts(knowledgeEvents),
    consumes: [],
    writes: [],
    watches: [installations],
    mcp: ['owner'],
  },
  audit: {
    serves: all(audit),
    calls: [],
    publishes: [],
    consumes: [consumers.audit],
    writes: [],
    watches: [],
    mcp: [],
  },
  bff: {
    serves: [],
    calls: groups.flatMap((group) => all(group).filter((contract) => !betweenServices.has(contract))),
    publishes: [],
    consumes: [],
    watchesEvents: true,
    writes: [],
    watches: [profiles, principals, revocations],
    mcp: [],
  },
} as const satisfies Record<string, Access>;

export type ServiceName = keyof typeof access;
export const serviceNames = Object.keys(access) as ServiceName[];

/** Every snapshot bucket there is. */
export const snapshots: readonly SnapshotContract[] = [
  profiles,
  principals,
  revocations,
  installations,
  mcpSessions,
  providers,
];
/** Every event there is. */
export const events: readonly EventContract[] = everyEvent;
/** Every RPC there is. */
export const rpcs: readonly Rpc[] = [...groups, llm].flatMap(all);

/** Stream subjects of one event type over all organizations. */
export const eventSubjects = (contract: EventContract): string => eventSubject('*', contract.type);
