import { AppError, registryEvents, type CatalogVersion, type Parsed, type registry } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { addVersion, insertItem, itemFacts, takenItem } from '../db/catalog.ts';
import { isInUse } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { refreshSearch } from '../db/search.ts';
import { assertOwn, itemsFor } from '../db/visible.ts';
import { toVersion } from './catalog-row.ts';

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such catalog item.');

/** Changes of the catalog. What a person may not see does not exist for them; what is not theirs they may not change. */
@Injectable()
export class CatalogChangeStore {
  constructor(private readonly database: Database) {}

  /** Returns the id. Throws `CONFLICT` for a name in use. */
  async create(actor: Actor, { ownerId, ...input }: Parsed<typeof registry.createCatalogItem>): Promise<string> {
    return this.database
      .change(async (transaction, tell) => {
        const { id } = await insertItem({ transaction, tell, actor }, { ...input, createdBy: ownerId });
        return id;
      })
      .catch((error: unknown) => {
        throw takenItem(error, input.name);
      });
  }

  async update(actor: Actor, { id, viewer, ...input }: Parsed<typeof registry.updateCatalogItem>): Promise<void> {
    const where = { organizationId: actor.organizationId, id };
    await this.database.change(async (transaction, tell) => {
      const before = await own(transaction, actor, { id, viewer });
      const { title, description, labels, visibility } = input;
      const data = {
        title,
        description,
        labels: [...new Set(labels)],
        visibleToEveryone: visibility.everyone,
        teamIds: visibility.teamIds,
      };
      await transaction.catalogItem.updateMany({ where, data: { ...data, updatedAt: new Date() } });
      await refreshSearch(transaction, where);
      const facts = { id, name: before.name, before: itemFacts(before), after: itemFacts(data) };
      tell(registryEvents.catalogItemChanged, { ...actor, data: facts });
    });
  }

  /** Its versions go with it. Throws `CONFLICT` while it is installed. */
  async delete(actor: Actor, { id, viewer }: Parsed<typeof registry.deleteCatalogItem>): Promise<void> {
    const where = { organizationId: actor.organizationId, id };
    try {
      await this.database.change(async (transaction, tell) => {
        const row = await own(transaction, actor, { id, viewer });
        const { count } = await transaction.catalogItem.deleteMany({ where });
        if (count === 0) throw notFound();
        const facts = { id, name: row.name, before: itemFacts(row), after: null };
        tell(registryEvents.catalogItemDeleted, { ...actor, data: facts });
      });
    } catch (error) {
      if (isInUse(error))
        throw new AppError('CONFLICT', 'The catalog item is installed. Delete its installations first.');
      throw error;
    }
  }

  /** Throws `CONFLICT` when the number is taken. */
  async addVersion(actor: Actor, input: Parsed<typeof registry.createCatalogVersion>): Promise<CatalogVersion> {
    return this.database.change(async (transaction, tell) => {
      const { name, kind } = await own(transaction, actor, input);
      if (kind === 'builtin') throw new AppError('CONFLICT', 'A built-in server comes with the platform’s version.');
      return toVersion(await addVersion({ transaction, tell, actor }, { id: input.id, name }, input));
    });
  }
}

const own = async (
  transaction: Transaction,
  { organizationId }: Actor,
  { id, viewer }: Pick<Parsed<typeof registry.deleteCatalogItem>, 'id' | 'viewer'>,
) => {
  const row = await transaction.catalogItem.findFirst({ where: { organizationId, id, ...itemsFor(viewer) } });
  if (!row) throw notFound();
  assertOwn(viewer, row, 'catalog item');
  return row;
};
