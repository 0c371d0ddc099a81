import { provider, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { toProvider } from './provider-row.ts';
import { ProviderService } from './provider.service.ts';
import { ProviderStore } from './provider.store.ts';

@Controller()
export class ProviderController {
  constructor(
    private readonly organizations: Organizations,
    private readonly service: ProviderService,
    private readonly providers: ProviderStore,
  ) {}

  @HandleRpc(provider.listProviders)
  async list(_input: Parsed<typeof provider.listProviders>, context: MessageContext) {
    return { items: await this.providers.list(organizationOf(context)) };
  }

  @HandleRpc(provider.getProvider)
  async get({ id }: Parsed<typeof provider.getProvider>, context: MessageContext) {
    return toProvider(await this.providers.row(organizationOf(context), id));
  }

  @HandleRpc(provider.createProvider)
  async create(input: Parsed<typeof provider.createProvider>, context: MessageContext) {
    return this.service.create(await this.organizations.actor(context), input);
  }

  @HandleRpc(provider.updateProvider)
  async update(input: Parsed<typeof provider.updateProvider>, context: MessageContext) {
    return this.service.update(await this.organizations.actor(context), input);
  }

  @HandleRpc(provider.deleteProvider)
  async delete({ id }: Parsed<typeof provider.deleteProvider>, context: MessageContext) {
    await this.service.delete(await this.organizations.actor(context), id);
    return {};
  }

  @HandleRpc(provider.checkProvider)
  check(input: Parsed<typeof provider.checkProvider>, context: MessageContext) {
    return this.service.check(organizationOf(context), input);
  }

  @HandleRpc(provider.listModels)
  async models(_input: Parsed<typeof provider.listModels>, context: MessageContext) {
    const organizationId = organizationOf(context);
    const enabled = (await this.providers.list(organizationId)).filter(({ isEnabled }) => isEnabled);
    const items = enabled.flatMap(({ name, preset, models }) =>
      models.map((model) => ({ ...model, provider: name, preset })),
    );
    return { items, defaults: await this.providers.defaults(organizationId) };
  }

  @HandleRpc(provider.setModelDefaults)
  async setDefaults(input: Parsed<typeof provider.setModelDefaults>, context: MessageContext) {
    return this.service.setDefaults(await this.organizations.actor(context), input);
  }
}
