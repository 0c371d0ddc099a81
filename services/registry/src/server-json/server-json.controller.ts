import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CatalogItems } from '../catalog/catalog-items.ts';
import { Organizations } from '../organization/organizations.ts';
import { readServerJson } from './read-server-json.ts';
import { writeServerJson } from './write-server-json.ts';

@Controller()
export class ServerJsonController {
  constructor(
    private readonly organizations: Organizations,
    private readonly items: CatalogItems,
  ) {}

  @HandleRpc(registry.readServerJson)
  async read({ document }: Parsed<typeof registry.readServerJson>, context: MessageContext) {
    await this.organizations.enter(context);
    return readServerJson(document);
  }

  @HandleRpc(registry.writeServerJson)
  async write({ id, viewer, version }: Parsed<typeof registry.writeServerJson>, context: MessageContext) {
    const organizationId = await this.organizations.enter(context);
    const item = await this.items.get(organizationId, id, viewer);
    const wanted = version === undefined ? item.latest : await this.items.version(organizationId, id, version);
    return { document: writeServerJson(item, wanted) };
  }
}
