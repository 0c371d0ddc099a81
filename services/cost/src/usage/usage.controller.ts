import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { UsageStore } from './usage.store.ts';

@Controller()
export class UsageController {
  constructor(private readonly usage: UsageStore) {}

  @HandleRpc(cost.listUsage)
  async list(request: Parsed<typeof cost.listUsage>, context: MessageContext) {
    return { items: await this.usage.list(organizationOf(context), request) };
  }
}
