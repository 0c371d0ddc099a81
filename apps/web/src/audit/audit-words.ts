import type { AuditEntry } from '@archestra/contracts';
import { jsonDiff, type JsonChange } from '../display/json-diff.ts';

const verbs: Record<string, string> = {
  'identity.organization.created': 'created the organization',
  'identity.organization.changed': 'renamed the organization',
  'identity.user.created': 'became a member:',
  'identity.user.changed': 'changed the rights of',
  'identity.invitation.created': 'invited',
  'identity.invitation.accepted': 'accepted the invitation of',
  'identity.invitation.deleted': 'withdrew the invitation of',
  'identity.team.created': 'created the team',
  'identity.team.changed': 'changed the team',
  'identity.team.deleted': 'deleted the team',
  'identity.team-member.changed': 'changed the membership of',
  'identity.role.created': 'created the role',
  'identity.role.changed': 'changed the role',
  'identity.role.deleted': 'deleted the role',
  'identity.token.created': 'created the token',
  'identity.token.revoked': 'revoked the token',
  'identity.session.created': 'signed in',
  'identity.session.refused': 'tried to sign in, in vain, as',
  'identity.password.changed': 'changed a password',
  'registry.catalog-item.created': 'put into the catalog',
  'registry.catalog-item.changed': 'changed in the catalog',
  'registry.catalog-item.deleted': 'removed from the catalog',
  'registry.catalog-version.created': 'added a version of',
  'registry.request.created': 'asked for the server',
  'registry.request.changed': 'moved the request for',
  'registry.tool.quarantined': 'withheld the changed tool',
  'registry.tool.accepted': 'accepted the changed tool',
  'registry.tool.rejected': 'rejected the changed tool',
  'registry.installation.created': 'installed the server',
  'registry.installation.changed': 'changed the state of the server',
  'registry.installation.deleted': 'deleted the server',
  'registry.profile.created': 'created the profile',
  'registry.profile.changed': 'changed the profile',
  'registry.profile.deleted': 'deleted the profile',
  'registry.provider.created': 'set up the provider',
  'registry.provider.changed': 'changed the provider',
  'registry.provider.deleted': 'deleted the provider',
  'registry.model-default.changed': 'chose the models that are used when nobody names one',
  'cost.budget.alerted': 'saw fill up the budget',
  'cost.budget.changed': 'changed the budget',
  'cost.rule.changed': 'changed the savings rule',
  'cost.price.changed': 'changed the price of',
  'cost.price.imported': 'imported prices:',
  'orchestrator.credential.changed': 'set a credential:',
  'orchestrator.credential.deleted': 'deleted a credential:',
  'orchestrator.credential-key.rotated': 'wrapped credentials under the key',
  'orchestrator.egress.attempted': 'saw a server connect to',
  'orchestrator.server.proposed': 'found on the cluster the server',
  'orchestrator.server.proposal-withdrawn': 'saw vanish from the cluster the server',
  'orchestrator.server.started': 'started the server',
  'orchestrator.server.stopped': 'stopped the server',
  'orchestrator.server.crashed': 'saw a crash of the server',
  'orchestrator.server.failed': 'could not start the server',
  'orchestrator.server.tools-changed': 'saw changed tools of the server',
  'sanitizer.contract.changed': 'changed the contract of the tool',
  'sanitizer.block-rule.created': 'blocked',
  'sanitizer.block-rule.deleted': 'lifted the block of',
  'sanitizer.invocation-policy.changed': 'changed a rule on calls of',
  'sanitizer.result-policy.changed': 'changed a rule on results of',
  'sanitizer.approval.requested': 'asked to agree to a call of',
  'sanitizer.approval.decided': 'answered whether to call',
  'sanitizer.result.quarantined': 'put into quarantine a result of',
  'sanitizer.quarantine.read': 'read in quarantine a result of',
  'sanitizer.quarantine.decided': 'decided about the quarantined result of',
  'sanitizer.dual-llm.changed': 'changed the dual LLM',
  'knowledge.memory.changed': 'remembered',
  'knowledge.memory.deleted': 'forgot',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was done, in words; facts this console does not know yet keep their type. */
export const verbOf = (entry: AuditEntry): string => verbs[entry.type] ?? entry.type;

/** The name of what it was done to, where the fact has one. */
export const objectOf = ({ type, data }: AuditEntry): string | undefined => {
  if (!isRecord(data)) return undefined;
  if (type.startsWith('sanitizer.block-rule') && isRecord(data['rule']))
    return typeof data['rule']['tool'] === 'string' ? data['rule']['tool'] : 'every tool';
  const candidates = [
    data['tool'],
    membershipOf(data),
    data['name'],
    data['email'],
    fieldsOf(data),
    comparedOf(data),
    data['model'],
    importedOf(data),
    data['keyId'],
    data['host'],
  ];
  return candidates.find((value): value is string => typeof value === 'string');
};

/** Who came to, left or leads which team. */
const membershipOf = ({ name, teamName }: Record<string, unknown>): string | undefined =>
  typeof name === 'string' && typeof teamName === 'string' ? `${name} in ${teamName}` : undefined;

/** What a thing that is compared as a whole is called, or whose it is. */
const comparedOf = ({ after, before }: Record<string, unknown>): string | undefined => {
  const thing: unknown = after ?? before;
  if (!isRecord(thing)) return undefined;
  const name = thing['name'] ?? thing['tool'];
  return typeof name === 'string' ? name : undefined;
};

const importedOf = ({ added, changed }: Record<string, unknown>): string | undefined =>
  typeof added === 'number' && typeof changed === 'number' ? `${added} new, ${changed} changed` : undefined;

/** Names of the fields a credential has or had. */
const fieldsOf = ({ after, before, scope }: Record<string, unknown>): string | undefined => {
  const fields: unknown = after ?? before;
  if (!Array.isArray(fields) || typeof scope !== 'string') return undefined;
  return `${fields.join(', ')} (${scope})`;
};

/** What a fact says was before and is now; nothing where it does not compare. */
export const changesOf = ({ data }: AuditEntry): JsonChange[] => {
  if (!isRecord(data) || !('before' in data) || !('after' in data)) return [];
  return jsonDiff(data['before'] ?? {}, data['after'] ?? {});
};

/** Who did it: a person by name, a service, or nobody known. */
export const actorOf = ({ principal, type }: AuditEntry, names: ReadonlyMap<string, string>): string => {
  const [kind, id = ''] = principal?.split(':') ?? [];
  if (kind === 'user') return names.get(id) ?? `Person ${id.slice(0, 8)}`;
  if (kind === 'service') return id;
  return type === 'identity.session.refused' ? 'Somebody' : (type.split('.')[0] ?? 'Archestra');
};
