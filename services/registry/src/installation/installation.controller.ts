import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { InstallationService } from './installation.service.ts';
import { InstallationStore } from './installation.store.ts';

@Controller()
export class InstallationController {
  constructor(
    private readonly organizations: Organizations,
    private readonly service: InstallationService,
    private readonly installations: InstallationStore,
  ) {}

  @HandleRpc(registry.createInstallation)
  async create(input: Parsed<typeof registry.createInstallation>, context: MessageContext) {
    return this.service.create(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.listInstallations)
  async list(input: Parsed<typeof registry.listInstallations>, context: MessageContext) {
    return this.installations.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.getInstallation)
  async get({ id, viewer }: Parsed<typeof registry.getInstallation>, context: MessageContext) {
    return this.service.get(await this.organizations.enter(context), id, viewer);
  }

  @HandleRpc(registry.updateInstallation)
  async update(input: Parsed<typeof registry.updateInstallation>, context: MessageContext) {
    return this.service.update(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.deleteInstallation)
  async delete({ id }: Parsed<typeof registry.deleteInstallation>, context: MessageContext) {
    await this.service.delete(await this.organizations.actor(context), id);
    return {};
  }

  @HandleRpc(registry.refreshInstallation)
  async refresh({ id }: Parsed<typeof registry.refreshInstallation>, context: MessageContext) {
    await this.service.refresh(await this.organizations.actor(context), id);
    return {};
  }
}
