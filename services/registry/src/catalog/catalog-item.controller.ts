import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { CatalogItemStore } from './catalog-item.store.ts';

@Controller()
export class CatalogItemController {
  constructor(
    private readonly organizations: Organizations,
    private readonly items: CatalogItemStore,
  ) {}

  @HandleRpc(registry.createCatalogItem)
  async create(input: Parsed<typeof registry.createCatalogItem>, context: MessageContext) {
    return this.items.create(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.listCatalogItems)
  async list(input: Parsed<typeof registry.listCatalogItems>, context: MessageContext) {
    return this.items.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.deleteCatalogItem)
  async delete({ id }: Parsed<typeof registry.deleteCatalogItem>, context: MessageContext) {
    await this.items.delete(await this.organizations.actor(context), id);
    return {};
  }
}
