import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { ToolChanges } from './tool-changes.ts';

@Controller()
export class ToolChangeController {
  constructor(
    private readonly organizations: Organizations,
    private readonly changes: ToolChanges,
  ) {}

  @HandleRpc(registry.listToolChanges)
  async list(input: Parsed<typeof registry.listToolChanges>, context: MessageContext) {
    return this.changes.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.acceptToolChange)
  async accept(input: Parsed<typeof registry.acceptToolChange>, context: MessageContext) {
    await this.changes.accept(await this.organizations.actor(context), input);
    return {};
  }

  @HandleRpc(registry.rejectToolChange)
  async reject(input: Parsed<typeof registry.rejectToolChange>, context: MessageContext) {
    await this.changes.reject(await this.organizations.actor(context), input);
    return {};
  }
}
