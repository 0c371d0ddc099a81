import {
  costEvents,
  identityEvents,
  orchestratorEvents,
  peopleEvents,
  providerEvents,
  registryEvents,
  type EventContract,
  type LiveEvent,
  type Permission,
} from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { everybodyWith, ownOr, type Audience } from './audience.ts';

type Shown = { audience: Audience; event: LiveEvent };

const { credentialChanged, credentialDeleted } = orchestratorEvents;
const { tokenCreated, tokenRevoked } = identityEvents;
const { catalogItemCreated, catalogItemChanged, catalogItemDeleted, profileCreated, profileChanged, profileDeleted } =
  registryEvents;
const { toolQuarantined, toolAccepted, toolRejected } = registryEvents;

/** Who hears that a list of this noun is stale. Only the id is told: whether the thing itself may be seen, its own route decides. */
const nouns: Readonly<Record<string, Permission>> = {
  organization: 'organization:read',
  user: 'user:read',
  invitation: 'invitation:read',
  team: 'team:read',
  'team-member': 'team:read',
  role: 'role:read',
  'catalog-item': 'catalog:read',
  profile: 'profile:read',
  tool: 'mcp-server:read',
};
const named = [
  ...Object.values(peopleEvents),
  catalogItemCreated,
  catalogItemChanged,
  catalogItemDeleted,
  profileCreated,
  profileChanged,
  profileDeleted,
  toolQuarantined,
  toolAccepted,
  toolRejected,
] as const;

const { budgetChanged, ruleChanged, priceChanged, pricesImported } = costEvents;
const { providerCreated, providerChanged, providerDeleted, modelDefaultsChanged } = providerEvents;

/** Facts that make lists of the console stale. */
export const changeEvents: readonly EventContract[] = [
  ...named,
  ...Object.values(providerEvents),
  budgetChanged,
  ruleChanged,
  priceChanged,
  pricesImported,
  tokenCreated,
  tokenRevoked,
  credentialChanged,
  credentialDeleted,
];

const nounOf = (type: string): string => type.split('.')[1] ?? '';

/** What a fact of `changeEvents` looks like in the console. */
export const changeOf = (fact: ReceivedEvent): Shown | undefined =>
  token(fact) ?? credential(fact) ?? provider(fact) ?? money(fact) ?? thing(fact);

const thing = (fact: ReceivedEvent): Shown | undefined => {
  const contract = named.find((one) => isEvent(fact, one));
  if (!contract || !isEvent(fact, contract)) return undefined;
  const noun = nounOf(fact.type);
  const needs = nouns[noun];
  return needs && { audience: everybodyWith(needs), event: { kind: 'change', noun, id: fact.data.id } };
};

const token = (fact: ReceivedEvent): Shown | undefined => {
  if (!isEvent(fact, tokenCreated) && !isEvent(fact, tokenRevoked)) return undefined;
  const { kind, ownerId, tokenId } = fact.data;
  return {
    audience: kind === 'user' ? ownOr('token:read', { kind, id: ownerId }) : everybodyWith('shared-token:read'),
    event: { kind: 'change', noun: 'token', id: tokenId },
  };
};

const credential = (fact: ReceivedEvent): Shown | undefined => {
  if (!isEvent(fact, credentialChanged) && !isEvent(fact, credentialDeleted)) return undefined;
  const { scope, ownerId, id } = fact.data;
  const audience: Audience = (reader) => {
    if (!reader.permissions.includes('credential:read')) return false;
    if (scope === 'organization' || reader.permissions.includes('credential:manage')) return true;
    return scope === 'team' ? reader.teamIds.includes(ownerId) : reader.kind === 'user' && reader.id === ownerId;
  };
  return { audience, event: { kind: 'change', noun: 'credential', id } };
};

const told = (needs: Permission, noun: string, id: string): Shown => ({
  audience: everybodyWith(needs),
  event: { kind: 'change', noun, id },
});

/** Whoever may ask models chooses among those of the providers, and hears that they are others now. */
const provider = (fact: ReceivedEvent): Shown | undefined => {
  for (const contract of [providerCreated, providerChanged, providerDeleted] as const)
    if (isEvent(fact, contract)) return told('model:use', 'provider', fact.data.providerId);
  return isEvent(fact, modelDefaultsChanged) ? told('model:use', 'provider', fact.id) : undefined;
};

const money = (fact: ReceivedEvent): Shown | undefined => {
  if (isEvent(fact, budgetChanged)) return told('budget:read', 'budget', idOf(fact.data) ?? fact.id);
  if (isEvent(fact, ruleChanged))
    return told('optimization-rule:read', 'optimization-rule', idOf(fact.data) ?? fact.id);
  const isPrice = isEvent(fact, priceChanged) || isEvent(fact, pricesImported);
  return isPrice ? told('price:read', 'price', fact.id) : undefined;
};

type Changed = { before: { id: string } | null; after: { id: string } | null };
const idOf = ({ before, after }: Changed): string | undefined => (after ?? before)?.id;
