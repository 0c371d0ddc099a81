import { orchestratorEvents, type Credential, type CredentialScope } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import type { Credential as Row, Prisma } from '../generated/prisma/client.ts';
import type { KnownCredential } from './resolution.ts';
import type { Binding, Sealed } from './vault.ts';

/** For whom and on whose behalf something changes. */
export interface Actor {
  readonly organizationId: string;
  readonly principal?: string;
}

export type OwnerOf = Pick<Binding, 'serverId' | 'scope' | 'ownerId'>;

export interface Replacement extends OwnerOf {
  /** Id of a new row; an existing one keeps its own. */
  readonly newId: string;
  readonly fields: readonly string[];
  readonly createdBy: string;
  seal(binding: Binding): Sealed;
}

/** Rows to delete within one organization. */
export type Removal = { readonly serverId: string } | { readonly scope: CredentialScope; readonly ownerId: string };

export interface WrappedRow extends Binding {
  readonly keyId: string;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
}

/** Channel on which replicas tell each other of a change; the payload is the server's id. */
export const CHANGES = 'orchestrator_credential';

const visible = {
  id: true,
  organizationId: true,
  serverId: true,
  scope: true,
  ownerId: true,
  fields: true,
  createdAt: true,
  revision: true,
} as const satisfies Prisma.CredentialSelect;

type VisibleRow = Pick<Row, keyof typeof visible>;

/** Credentials in PostgreSQL; every query but the sweep's and the index's names its organization. */
@Injectable()
export class CredentialStore {
  constructor(private readonly database: Database) {}

  /** What exists, without values: of one server, or all there is. */
  async known(serverId?: string): Promise<KnownCredential[]> {
    const where = serverId === undefined ? {} : { serverId };
    return (await this.database.client.credential.findMany({ where, select: visible })).map(toKnown);
  }

  async details(organizationId: string, ids: readonly string[]): Promise<Credential[]> {
    const rows = await this.database.client.credential.findMany({
      where: { organizationId, id: { in: [...ids] } },
      orderBy: { id: 'asc' },
    });
    return rows.map(toCredential);
  }

  /** The rows with what is needed to open them. */
  async sealed(organizationId: string, ids: readonly string[]): Promise<(Binding & Sealed & { revision: number })[]> {
    const rows = await this.database.client.credential.findMany({ where: { organizationId, id: { in: [...ids] } } });
    return rows.map((row) => ({ ...row, scope: row.scope as CredentialScope }));
  }

  replace({ organizationId, principal }: Actor, replacement: Replacement): Promise<Credential> {
    const { newId, fields, createdBy, seal, serverId, scope, ownerId } = replacement;
    const key = { organizationId, serverId, scope, ownerId };
    return this.database.change(async (transaction, tell) => {
      // Two who set the same credential take turns, also while there is no row yet.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${serverId} ${scope} ${ownerId}`}, 0))`;
      const before = await transaction.credential.findFirst({ where: key });
      const id = before?.id ?? newId;
      const content = { ...seal({ ...key, id }), fields: [...fields], createdBy };
      const row = before
        ? await transaction.credential.update({
            where: { id },
            data: { ...content, updatedAt: new Date(), revision: { increment: 1 } },
          })
        : await transaction.credential.create({ data: { ...key, ...content, id } });
      const data = { id, serverId, scope, ownerId, before: before?.fields ?? null, after: row.fields };
      tell(orchestratorEvents.credentialChanged, { organizationId, ...(principal ? { principal } : {}), data });
      await announce(transaction, serverId);
      return toCredential(row);
    });
  }

  /** Returns the servers whose credentials became fewer. */
  async remove(actor: Actor, removal: Removal & { readonly id?: string }): Promise<string[]> {
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const rows = await transaction.credential.findMany({ where: { organizationId, ...removal }, select: visible });
      if (rows.length === 0) return [];
      await transaction.credential.deleteMany({ where: { organizationId, id: { in: rows.map(({ id }) => id) } } });
      for (const row of rows) tellDeleted(tell, actor, row);
      const serverIds = [...new Set(rows.map(({ serverId }) => serverId))];
      for (const serverId of serverIds) await announce(transaction, serverId);
      return serverIds;
    });
  }

  async markUsed(organizationId: string, ids: readonly string[]): Promise<void> {
    await this.database.client.credential.updateMany({
      where: { organizationId, id: { in: [...ids] } },
      data: { lastUsedAt: new Date() },
    });
  }

  /** Wraps up to `limit` keys anew; rows that are being changed are left for the next time. */
  async rewrap(batch: {
    organizationId?: string;
    keyId: string;
    limit: number;
    /** Nothing for a row that cannot be unwrapped. */
    wrap(row: WrappedRow): Omit<Sealed, 'sealed'> | undefined;
  }): Promise<number> {
    const { organizationId = null, keyId, limit, wrap } = batch;
    return this.database.change(async (transaction, tell) => {
      const ids = await transaction.$queryRaw<{ id: string }[]>`
        SELECT id FROM credential
         WHERE (organization_id = ${organizationId}::uuid OR ${organizationId}::uuid IS NULL) AND key_id <> ${keyId}
         ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
      const rows = await transaction.credential.findMany({ where: { id: { in: ids.map(({ id }) => id) } } });
      const wrapped = rows.flatMap((row) => {
        const data = wrap({ ...row, scope: row.scope as CredentialScope });
        return data ? [{ ...row, data }] : [];
      });
      for (const { id, data } of wrapped) await transaction.credential.update({ where: { id }, data });
      for (const [owner, group] of Map.groupBy(wrapped, (row) => row.organizationId))
        tell(orchestratorEvents.credentialKeyRotated, {
          organizationId: owner,
          data: { keyId, rewrapped: group.length },
        });
      return wrapped.length;
    });
  }

  remaining(organizationId: string, keyId: string): Promise<number> {
    return this.database.client.credential.count({ where: { organizationId, keyId: { not: keyId } } });
  }
}

const announce = async (transaction: Transaction, serverId: string): Promise<void> => {
  await transaction.$executeRaw`SELECT pg_notify(${CHANGES}, ${serverId})`;
};

const tellDeleted = (tell: Tell, { organizationId, principal }: Actor, row: VisibleRow): void => {
  const { id, serverId, ownerId } = row;
  const data = { id, serverId, scope: row.scope as CredentialScope, ownerId, before: row.fields, after: null };
  tell(orchestratorEvents.credentialDeleted, { organizationId, ...(principal ? { principal } : {}), data });
};

const toKnown = (row: VisibleRow): KnownCredential => ({ ...row, scope: row.scope as CredentialScope });

const toCredential = (row: Row): Credential => ({
  id: row.id,
  serverId: row.serverId,
  scope: row.scope as CredentialScope,
  ownerId: row.ownerId,
  fields: row.fields,
  keyId: row.keyId,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});
