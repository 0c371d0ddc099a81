import type { Transaction } from './database.store.ts';
import { vectorOf } from './search-words.ts';

/** Makes an item findable by what it is called and which tools it has; give `toolNames` when they became known. */
export const refreshSearch = async (
  transaction: Transaction,
  item: { organizationId: string; id: string },
  toolNames?: readonly string[],
): Promise<void> => {
  if (toolNames) await transaction.catalogItem.updateMany({ where: item, data: { toolNames: [...toolNames] } });
  const row = await transaction.catalogItem.findFirst({ where: item });
  if (!row) return;
  await transaction.$executeRaw`
    UPDATE catalog_item SET words = ${vectorOf(row)}::tsvector
     WHERE organization_id = ${item.organizationId}::uuid AND id = ${item.id}::uuid`;
};
