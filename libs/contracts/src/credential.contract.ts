import { z } from 'zod';
import { Empty, Id, Timestamp } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';

/** Whose credential it is. Looked up in this order: personal, team, organization. */
export const CredentialScope = z.enum(['personal', 'team', 'organization']);
export type CredentialScope = z.output<typeof CredentialScope>;

/** A stored credential as it is listed: which fields have a value, never the values. `ownerId` is a user, a team, or the organization. */
export const Credential = z.object({
  id: Id,
  serverId: Id,
  scope: CredentialScope,
  ownerId: Id,
  fields: z.array(z.string()),
  /** Names the key that wraps it, to see how far a rotation is. */
  keyId: z.string(),
  createdBy: Id,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
});
export type Credential = z.output<typeof Credential>;

export const SecretFields = z.record(z.string().max(128), z.string().min(1).max(32_768));

/** Who acts, and what of it they may touch. */
const holder = { userId: Id.nullable(), teamIds: z.array(Id) };

export const credential = {
  /** The own ones, those of the own teams and the organization's; `all` for administrators: everybody's. */
  listCredentials: rpc(
    'orchestrator.credential.list',
    z.object({ ...holder, serverId: Id.optional(), all: z.boolean().default(false) }),
    z.object({ items: z.array(Credential) }),
  ),
  /** Replaces all fields. Running copies of the server that used the old ones are restarted. */
  setCredential: rpc(
    'orchestrator.credential.set',
    z.object({ serverId: Id, scope: CredentialScope, ownerId: Id, createdBy: Id, values: SecretFields }),
    Credential,
  ),
  deleteCredential: rpc(
    'orchestrator.credential.delete',
    z.object({ id: Id, scope: CredentialScope, ownerId: Id }),
    Empty,
  ),
  /** Which secret fields of a server are answered for this person, and by whom; never a value. */
  resolveCredential: rpc(
    'orchestrator.credential.resolve',
    z.object({ ...holder, serverId: Id }),
    z.object({
      fields: z.array(
        z.object({
          name: z.string(),
          isRequired: z.boolean(),
          scope: CredentialScope.nullable(),
          ownerId: Id.nullable(),
        }),
      ),
    }),
  ),
  /** Wraps data keys anew under the newest key, a batch at a time; ask again while some remain. */
  rotateKey: rpc(
    'orchestrator.credential-key.rotate',
    Empty,
    z.object({ keyId: z.string(), rewrapped: z.number().int(), remaining: z.number().int() }),
    15_000,
  ),
} as const;

const credentialFact = z.object({
  id: Id,
  serverId: Id,
  scope: CredentialScope,
  ownerId: Id,
  before: z.array(z.string()).nullable(),
  after: z.array(z.string()).nullable(),
});
export const credentialEvents = {
  /** `before` and `after` are names of fields. */
  credentialChanged: event('orchestrator.credential.changed', credentialFact),
  credentialDeleted: event('orchestrator.credential.deleted', credentialFact),
  credentialKeyRotated: event(
    'orchestrator.credential-key.rotated',
    z.object({ keyId: z.string(), rewrapped: z.number().int() }),
  ),
} as const;
