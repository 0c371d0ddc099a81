import { AppError, providerEvents, type ModelDefaults, type ModelReference } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { isTaken } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { ProviderRow } from './provider-row.ts';
import { defaultsOf, noProvider, snapshotOf } from './provider.store.ts';

/** Leaves room for headers below the 1 MiB a message may have: an organization's providers travel in one. */
const MAX_SNAPSHOT_BYTES = 983_040;
const MAX_PROVIDERS = 100;

export type ProviderContent = Omit<ProviderRow, 'organizationId' | 'createdAt' | 'updatedAt'>;
type Key = 'sealedKey' | 'keyHint';
/** Without a key, the one that is kept stays. */
type Settings = Omit<ProviderContent, 'name' | 'preset' | 'dialect' | Key> & Partial<Pick<ProviderContent, Key>>;

const json = <T extends { models: unknown; fallbacks: unknown }>(row: T) => ({
  ...row,
  models: row.models as Prisma.InputJsonValue,
  fallbacks: row.fallbacks as Prisma.InputJsonValue,
});

/** Changes of providers, each with its fact for the record. */
@Injectable()
export class ProviderChangeStore {
  constructor(private readonly database: Database) {}

  /** Throws `CONFLICT` for a name in use, `INVALID_INPUT` when there is too much to tell the gateways. */
  async create(actor: Actor, content: ProviderContent): Promise<void> {
    const { organizationId } = actor;
    const made = this.database.change(async (transaction, tell) => {
      await hold(transaction, organizationId);
      await transaction.provider.create({ data: { ...json(content), organizationId } });
      await refuseOversize(transaction, organizationId);
      tell(providerEvents.providerCreated, { ...actor, data: { providerId: content.id, name: content.name } });
    });
    await made.catch((error: unknown) => {
      if (isTaken(error)) throw new AppError('CONFLICT', `There is already a provider named ${content.name}.`);
      throw error;
    });
  }

  /** Throws `NOT_FOUND`, `INVALID_INPUT` like above. */
  async update(actor: Actor, { id, ...settings }: Settings, keyChanged: boolean): Promise<void> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      await hold(transaction, organizationId);
      const row = await transaction.provider.findFirst({ where: { organizationId, id } });
      if (!row) throw noProvider();
      await transaction.provider.update({ where: { id }, data: { ...json(settings), updatedAt: new Date() } });
      await refuseOversize(transaction, organizationId);
      tell(providerEvents.providerChanged, { ...actor, data: { providerId: id, name: row.name, keyChanged } });
    });
  }

  /** Throws `CONFLICT` while another provider falls back to it or it is a default: nothing is to break unseen. */
  async delete(actor: Actor, id: string): Promise<void> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      await hold(transaction, organizationId);
      const desired = await snapshotOf(transaction, organizationId);
      const own = desired?.providers.find((provider) => provider.id === id);
      if (!desired || !own) throw noProvider();
      const leaning = desired.providers.find(
        (provider) => provider.id !== id && provider.fallbacks.some(({ provider: name }) => name === own.name),
      );
      if (leaning)
        throw new AppError('CONFLICT', `${leaning.name} falls back to this provider. Change its fallbacks first.`);
      if (Object.values(desired.defaults).some((reference) => reference?.provider === own.name))
        throw new AppError('CONFLICT', 'A model of this provider is a default. Choose another default first.');
      await transaction.provider.delete({ where: { id } });
      tell(providerEvents.providerDeleted, { ...actor, data: { providerId: id, name: own.name } });
    });
  }

  /** Throws `INVALID_INPUT` for a model no enabled provider has. */
  async setDefaults(actor: Actor, defaults: ModelDefaults): Promise<void> {
    const { organizationId } = actor;
    await this.database.change(async (transaction, tell) => {
      await hold(transaction, organizationId);
      for (const reference of [defaults.chat, defaults.quarantine])
        if (reference) await assertOffered(transaction, organizationId, reference);
      const before = await defaultsOf(transaction, organizationId);
      if (JSON.stringify(before) === JSON.stringify(defaults)) return;
      const data = { chat: defaults.chat ?? Prisma.DbNull, quarantine: defaults.quarantine ?? Prisma.DbNull };
      await transaction.modelDefault.upsert({
        where: { organizationId },
        create: { organizationId, ...data },
        update: data,
      });
      tell(providerEvents.modelDefaultsChanged, { ...actor, data: defaults });
    });
  }
}

/** Changes of one organization's providers follow each other: they are checked against all of them. */
const hold = (transaction: Transaction, organizationId: string) =>
  transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.provider-change'), hashtext(${organizationId}))`;

const refuseOversize = async (transaction: Transaction, organizationId: string): Promise<void> => {
  const desired = await snapshotOf(transaction, organizationId);
  if ((desired?.providers.length ?? 0) > MAX_PROVIDERS)
    throw new AppError('INVALID_INPUT', `An organization has at most ${MAX_PROVIDERS} providers.`);
  if (Buffer.byteLength(JSON.stringify(desired ?? {})) > MAX_SNAPSHOT_BYTES)
    throw new AppError('INVALID_INPUT', 'All providers together list too many models. List those that are used.', {
      details: { field: 'models' },
    });
};

const assertOffered = async (
  transaction: Transaction,
  organizationId: string,
  { provider, model }: ModelReference,
): Promise<void> => {
  const desired = await snapshotOf(transaction, organizationId);
  const found = desired?.providers.find(({ name, isEnabled }) => name === provider && isEnabled);
  if (found && (found.allowsUnlisted || found.models.some(({ id }) => id === model))) return;
  throw new AppError('INVALID_INPUT', `No enabled provider ${provider} has the model ${model}.`);
};
