import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { CatalogChangeStore } from './catalog-change.store.ts';
import { CatalogItemStore } from './catalog-item.store.ts';

const everything = { userId: null, teamIds: [], seesAll: true };

@Controller()
export class CatalogItemController {
  constructor(
    private readonly organizations: Organizations,
    private readonly items: CatalogItemStore,
    private readonly changes: CatalogChangeStore,
  ) {}

  @HandleRpc(registry.createCatalogItem)
  async create(input: Parsed<typeof registry.createCatalogItem>, context: MessageContext) {
    const actor = await this.organizations.actor(context);
    return this.items.get(actor.organizationId, await this.changes.create(actor, input), everything);
  }

  @HandleRpc(registry.listCatalogItems)
  async list(input: Parsed<typeof registry.listCatalogItems>, context: MessageContext) {
    return this.items.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.getCatalogItem)
  async get({ id, viewer }: Parsed<typeof registry.getCatalogItem>, context: MessageContext) {
    const organizationId = await this.organizations.enter(context);
    const item = await this.items.get(organizationId, id, viewer);
    return { ...item, versions: await this.items.versions(organizationId, id) };
  }

  @HandleRpc(registry.updateCatalogItem)
  async update(input: Parsed<typeof registry.updateCatalogItem>, context: MessageContext) {
    const actor = await this.organizations.actor(context);
    await this.changes.update(actor, input);
    return this.items.get(actor.organizationId, input.id, everything);
  }

  @HandleRpc(registry.deleteCatalogItem)
  async delete(input: Parsed<typeof registry.deleteCatalogItem>, context: MessageContext) {
    await this.changes.delete(await this.organizations.actor(context), input);
    return {};
  }

  @HandleRpc(registry.createCatalogVersion)
  async addVersion(input: Parsed<typeof registry.createCatalogVersion>, context: MessageContext) {
    return this.changes.addVersion(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.listLabels)
  async labels({ viewer }: Parsed<typeof registry.listLabels>, context: MessageContext) {
    return { items: await this.items.labels(await this.organizations.enter(context), viewer) };
  }
}
