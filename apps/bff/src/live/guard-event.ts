import {
  guardEvents,
  sanitizerEvents,
  type EventContract,
  type LiveEvent,
  type Permission,
} from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { everybodyWith, ownOr, type Audience } from './audience.ts';

type Shown = { audience: Audience; event: LiveEvent };

const { approvalRequested, approvalDecided, resultQuarantined, quarantineDecided } = guardEvents;
const { invocationPolicyChanged, resultPolicyChanged, dualLlmChanged } = guardEvents;
const { contractChanged } = sanitizerEvents;
/** Policies, contracts and settings: lists of these are stale afterwards. */
const changes: readonly (readonly [EventContract, noun: string, Permission])[] = [
  [invocationPolicyChanged, 'tool-policy', 'tool-policy:read'],
  [resultPolicyChanged, 'tool-policy', 'tool-policy:read'],
  [dualLlmChanged, 'dual-llm', 'tool-policy:read'],
  [contractChanged, 'tool-contract', 'mcp-server:read'],
];

/** What people decide about calls and results of tools. */
export const watchedGuardEvents: readonly EventContract[] = [
  approvalRequested,
  approvalDecided,
  resultQuarantined,
  quarantineDecided,
  ...changes.map(([contract]) => contract),
];

/** What a fact of `watchedGuardEvents` looks like in the console. */
export const guardEvent = (fact: ReceivedEvent): Shown | undefined =>
  approval(fact) ?? quarantine(fact) ?? change(fact);

/** `user:<id>` as the fact names whose call it is. */
const ownerOf = (principal: string): { kind: string; id: string } => {
  const at = principal.indexOf(':');
  return { kind: principal.slice(0, at), id: principal.slice(at + 1) };
};

const approval = (fact: ReceivedEvent): Shown | undefined => {
  const isRequest = isEvent(fact, approvalRequested);
  if (!isRequest && !isEvent(fact, approvalDecided)) return undefined;
  const { id, principal, tool } = fact.data;
  const status = isEvent(fact, approvalDecided) ? fact.data.status : 'pending';
  return {
    audience: ownOr('approval:read', ownerOf(principal), 'approval:manage', 'organization:audit'),
    event: { kind: 'approval', approvalId: id, tool, status },
  };
};

const quarantine = (fact: ReceivedEvent): Shown | undefined => {
  if (!isEvent(fact, resultQuarantined) && !isEvent(fact, quarantineDecided)) return undefined;
  const { id, tool, status } = fact.data;
  return {
    audience: everybodyWith('quarantine:read'),
    event: { kind: 'quarantine', quarantineId: id, tool, status },
  };
};

const change = (fact: ReceivedEvent): Shown | undefined => {
  const found = changes.find(([contract]) => isEvent(fact, contract));
  if (!found) return undefined;
  const [, noun, needs] = found;
  return { audience: everybodyWith(needs), event: { kind: 'change', noun, id: fact.id } };
};
