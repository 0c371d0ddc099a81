import {
  AppError,
  registryEvents,
  ServerSource,
  type CatalogItem,
  type Parsed,
  type registry,
  type Reply,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../db/actor.ts';
import { isInUse, isTaken } from '../db/database-error.ts';
import { Database } from '../db/database.store.ts';
import { pageQuery, toPage } from '../db/page.ts';

type Row = Omit<CatalogItem, 'source' | 'createdAt'> & { source: unknown; createdAt: Date };

const toCatalogItem = ({ id, name, title, description, source, createdAt }: Row): CatalogItem => ({
  id,
  name,
  title,
  description,
  source: ServerSource.parse(source),
  createdAt: createdAt.toISOString(),
});

@Injectable()
export class CatalogItemStore {
  constructor(private readonly database: Database) {}

  async create(actor: Actor, input: Parsed<typeof registry.createCatalogItem>): Promise<CatalogItem> {
    try {
      return await this.database.change(async (transaction, tell) => {
        const row = await transaction.catalogItem.create({
          data: { ...input, id: uuid(), organizationId: actor.organizationId },
        });
        await tell(registryEvents.catalogItemCreated, { ...actor, data: { id: row.id, name: row.name } });
        return toCatalogItem(row);
      });
    } catch (error) {
      if (isTaken(error)) throw new AppError('CONFLICT', `The catalog already has an item named ${input.name}.`);
      throw error;
    }
  }

  async list(
    organizationId: string,
    input: Parsed<typeof registry.listCatalogItems>,
  ): Promise<Reply<typeof registry.listCatalogItems>> {
    const { after, ...query } = pageQuery(input);
    const found = await this.database.client.catalogItem.findMany({ where: { organizationId, ...after }, ...query });
    return toPage(found.map(toCatalogItem), input.limit);
  }

  /** Throws `NOT_FOUND`, or `CONFLICT` while it is installed. */
  async delete(actor: Actor, id: string): Promise<void> {
    const { organizationId } = actor;
    try {
      await this.database.change(async (transaction, tell) => {
        const [row] = await transaction.catalogItem.findMany({ where: { organizationId, id } });
        const { count } = await transaction.catalogItem.deleteMany({ where: { organizationId, id } });
        if (!row || count === 0) throw new AppError('NOT_FOUND', 'There is no such catalog item.');
        await tell(registryEvents.catalogItemDeleted, { ...actor, data: { id, name: row.name } });
      });
    } catch (error) {
      if (isInUse(error))
        throw new AppError('CONFLICT', 'The catalog item is installed. Delete its installations first.');
      throw error;
    }
  }
}
