import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { ProfileService } from './profile.service.ts';
import { ProfileStore } from './profile.store.ts';

@Controller()
export class ProfileController {
  constructor(
    private readonly organizations: Organizations,
    private readonly service: ProfileService,
    private readonly profiles: ProfileStore,
  ) {}

  @HandleRpc(registry.createProfile)
  async create(input: Parsed<typeof registry.createProfile>, context: MessageContext) {
    return this.service.create(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.listProfiles)
  async list(input: Parsed<typeof registry.listProfiles>, context: MessageContext) {
    return this.profiles.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.getProfile)
  async get({ id, viewer }: Parsed<typeof registry.getProfile>, context: MessageContext) {
    return this.profiles.get(await this.organizations.enter(context), id, viewer);
  }

  @HandleRpc(registry.updateProfile)
  async update(input: Parsed<typeof registry.updateProfile>, context: MessageContext) {
    return this.service.update(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.deleteProfile)
  async delete(input: Parsed<typeof registry.deleteProfile>, context: MessageContext) {
    await this.service.delete(await this.organizations.actor(context), input);
    return {};
  }

  @HandleRpc(registry.setAssignment)
  async assign(input: Parsed<typeof registry.setAssignment>, context: MessageContext) {
    return this.service.assign(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.assignMany)
  async assignMany(input: Parsed<typeof registry.assignMany>, context: MessageContext) {
    return this.service.assignMany(await this.organizations.actor(context), input);
  }
}
