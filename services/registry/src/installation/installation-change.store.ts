import {
  AppError,
  Configuration,
  ConfigurationField,
  InstallationStatus,
  registryEvents,
  ServerSource,
  type Parsed,
  type registry,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../db/actor.ts';
import { isTaken } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { profilesWith } from '../db/grant.ts';
import { insertInstallation, lockInstallation } from '../db/installation.ts';
import { assertConfiguration } from './configuration.ts';
import { isSameServer } from './same-server.ts';

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such installation.');

const anotherServer = (): AppError =>
  new AppError(
    'CONFLICT',
    'This version is another server: another package, image or address. Install it beside this one, so that whoever gave credentials to this one is asked again.',
  );

const Fields = z.array(ConfigurationField);

@Injectable()
export class InstallationChangeStore {
  constructor(private readonly database: Database) {}

  /** Returns the id. Throws `NOT_FOUND` for an unknown catalog item or version and `CONFLICT` for a name in use. */
  async create(actor: Actor, input: Parsed<typeof registry.createInstallation>): Promise<string> {
    try {
      return await this.database.change(async (transaction, tell) => {
        const item = await transaction.catalogItem.findFirst({
          where: { organizationId: actor.organizationId, id: input.catalogItemId },
        });
        if (!item) throw new AppError('NOT_FOUND', 'There is no such catalog item.');
        const version = await versionOf(transaction, actor, {
          catalogItemId: item.id,
          id: input.catalogVersionId ?? item.latestVersionId,
        });
        assertConfiguration(version.fields, input.configuration);
        const { title, description } = item;
        const { configuration } = input;
        const server = { catalogItemId: item.id, name: input.name ?? item.name, title, description, configuration };
        return insertInstallation({ transaction, tell, actor }, { ...server, ...version });
      });
    } catch (error) {
      if (isTaken(error))
        throw new AppError('CONFLICT', 'An installation with this name exists already. Choose another name.');
      throw error;
    }
  }

  /** The server starts anew with the other version or the other answers; what was accepted of its tools stays. */
  async update(actor: Actor, input: Parsed<typeof registry.updateInstallation>): Promise<void> {
    const where = { organizationId: actor.organizationId, id: input.id };
    await this.database.change(async (transaction, tell) => {
      // Somebody else may be changing the other half of it.
      await lockInstallation(transaction, actor.organizationId, input.id);
      const row = await transaction.installation.findFirst({ where });
      if (!row) throw notFound();
      const version = await versionOf(transaction, actor, {
        catalogItemId: row.catalogItemId,
        id: input.catalogVersionId ?? row.catalogVersionId,
      });
      if (!isSameServer(ServerSource.parse(row.source), version.source)) throw anotherServer();
      const configuration = input.configuration ?? Configuration.parse(row.configuration);
      assertConfiguration(version.fields, configuration);
      const message = 'Waiting for the orchestrator to start the server anew.';
      await transaction.installation.updateMany({
        where,
        data: {
          ...version,
          configuration,
          generation: { increment: 1 },
          epoch: { increment: 1 },
          discoveryDue: true,
          failures: 0,
          statusMessage: message,
          updatedAt: new Date(),
        },
      });
      const data = { id: row.id, name: row.name, status: InstallationStatus.parse(row.status), statusMessage: message };
      tell(registryEvents.installationChanged, { ...actor, data });
    });
  }

  /**
   * Its tools and every grant of them go with it; a later installation of the same name is another one.
   * Returns the profiles that had it. Throws `NOT_FOUND`.
   */
  async delete(actor: Actor, id: string): Promise<string[]> {
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const row = await transaction.installation.findFirst({ where: { organizationId, id } });
      const profiles = await profilesWith(transaction, organizationId, { installationId: id });
      const { count } = await transaction.installation.deleteMany({ where: { organizationId, id } });
      if (!row || count === 0) throw notFound();
      tell(registryEvents.installationDeleted, { ...actor, data: { id, name: row.name } });
      return profiles;
    });
  }
}

const versionOf = async (
  transaction: Transaction,
  { organizationId }: Actor,
  { catalogItemId, id }: { catalogItemId: string; id: string },
) => {
  const row = await transaction.catalogVersion.findFirst({ where: { organizationId, catalogItemId, id } });
  if (!row) throw new AppError('NOT_FOUND', 'The catalog item has no such version.');
  return {
    catalogVersionId: row.id,
    version: row.version,
    source: ServerSource.parse(row.source),
    fields: Fields.parse(row.fields),
  };
};
