import type { AuditEntry } from '@archestra/contracts';

const verbs: Record<string, string> = {
  'identity.token.created': 'created the token',
  'identity.token.revoked': 'revoked the token',
  'identity.session.created': 'signed in',
  'identity.session.refused': 'tried to sign in, in vain, as',
  'identity.password.changed': 'changed a password',
  'registry.catalog-item.created': 'put into the catalog',
  'registry.catalog-item.deleted': 'removed from the catalog',
  'registry.installation.created': 'installed the server',
  'registry.installation.changed': 'changed the state of the server',
  'registry.installation.deleted': 'deleted the server',
  'registry.profile.created': 'created the profile',
  'registry.profile.changed': 'changed the profile',
  'registry.profile.deleted': 'deleted the profile',
  'orchestrator.server.started': 'started the server',
  'orchestrator.server.stopped': 'stopped the server',
  'orchestrator.server.crashed': 'saw a crash of the server',
  'orchestrator.server.failed': 'could not start the server',
  'orchestrator.server.tools-changed': 'saw changed tools of the server',
  'sanitizer.contract.changed': 'changed the contract of the tool',
  'sanitizer.block-rule.created': 'blocked',
  'sanitizer.block-rule.deleted': 'lifted the block of',
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
  return [data['tool'], data['name'], data['email']].find((value): value is string => typeof value === 'string');
};

/** Who did it: a person by name, a service, or nobody known. */
export const actorOf = ({ principal, type }: AuditEntry, names: ReadonlyMap<string, string>): string => {
  const [kind, id = ''] = principal?.split(':') ?? [];
  if (kind === 'user') return names.get(id) ?? `Person ${id.slice(0, 8)}`;
  if (kind === 'service') return id;
  return type === 'identity.session.refused' ? 'Somebody' : (type.split('.')[0] ?? 'Archestra');
};
