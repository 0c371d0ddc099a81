import {
  AppError,
  ModelReference,
  type ModelDefaults,
  type Provider,
  type ProviderSnapshot,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { toProvider, type ProviderRow } from './provider-row.ts';

const LOCK_MS = 30_000;

/** What is missing there is `NOT_FOUND`. */
export const noProvider = (): AppError => new AppError('NOT_FOUND', 'There is no such provider.');

/** Reading providers, and handing an organization's snapshot over. */
@Injectable()
export class ProviderStore {
  constructor(private readonly database: Database) {}

  async list(organizationId: string): Promise<Provider[]> {
    return (await rowsOf(this.database.client, organizationId)).map(toProvider);
  }

  /** Throws `NOT_FOUND`. */
  async row(organizationId: string, id: string): Promise<ProviderRow> {
    const row = await this.database.client.provider.findFirst({ where: { organizationId, id } });
    if (!row) throw noProvider();
    return row;
  }

  defaults(organizationId: string): Promise<ModelDefaults> {
    return defaultsOf(this.database.client, organizationId);
  }

  /** Every organization that has providers. */
  async organizations(): Promise<string[]> {
    const rows = await this.database.client.provider.findMany({
      distinct: ['organizationId'],
      select: { organizationId: true },
    });
    return rows.map(({ organizationId }) => organizationId);
  }

  /** Every row with a key, for sealing anew. */
  sealed(): Promise<ProviderRow[]> {
    return this.database.client.provider.findMany({ where: { sealedKey: { not: null } } });
  }

  /** Puts a key that was sealed anew in place of what it was; a key that was changed meanwhile stays. */
  async replaceKey({ id, sealedKey }: ProviderRow, renewed: string): Promise<void> {
    await this.database.client.provider.updateMany({ where: { id, sealedKey }, data: { sealedKey: renewed } });
  }

  /** Hands over what an organization's entry should say while no other replica publishes for it; undefined: no entry. */
  async withDesired(
    organizationId: string,
    publish: (desired: ProviderSnapshot | undefined) => Promise<void>,
  ): Promise<void> {
    await this.database.client.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.provider'), hashtext(${organizationId}))`;
        await publish(await snapshotOf(transaction, organizationId));
      },
      { timeout: LOCK_MS, maxWait: LOCK_MS },
    );
  }
}

type Reader = Pick<Transaction, 'provider' | 'modelDefault'>;

const rowsOf = (reader: Reader, organizationId: string): Promise<ProviderRow[]> =>
  reader.provider.findMany({ where: { organizationId }, orderBy: { name: 'asc' } });

const referenceOf = (value: unknown) => (value === null ? null : ModelReference.parse(value));

/** Nothing is chosen until somebody chooses. */
export const defaultsOf = async (reader: Reader, organizationId: string): Promise<ModelDefaults> => {
  const row = await reader.modelDefault.findUnique({ where: { organizationId } });
  return { chat: referenceOf(row?.chat ?? null), quarantine: referenceOf(row?.quarantine ?? null) };
};

/** What the gateways of an organization are to know; undefined when it has no provider. */
export const snapshotOf = async (reader: Reader, organizationId: string): Promise<ProviderSnapshot | undefined> => {
  const rows = await rowsOf(reader, organizationId);
  if (rows.length === 0) return undefined;
  return {
    organizationId,
    providers: rows.map((row) => {
      const { id, name, preset, dialect, baseUrl, priceSource, models, allowsUnlisted, fallbacks, isEnabled } =
        toProvider(row);
      const { sealedKey } = row;
      return {
        id,
        name,
        preset,
        dialect,
        baseUrl,
        priceSource,
        models,
        allowsUnlisted,
        fallbacks,
        isEnabled,
        sealedKey,
      };
    }),
    defaults: await defaultsOf(reader, organizationId),
  };
};
