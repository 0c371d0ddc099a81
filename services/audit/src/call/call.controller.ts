import { audit, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Visibility } from '../db/visibility.ts';
import { CallStore } from './call.store.ts';

@Controller()
export class CallController {
  constructor(
    private readonly calls: CallStore,
    private readonly visibility: Visibility,
  ) {}

  @HandleRpc(audit.listToolCalls)
  list(filter: Parsed<typeof audit.listToolCalls>, context: MessageContext) {
    return this.calls.list(this.visibility.of(context, filter.includeSystem), filter);
  }

  @HandleRpc(audit.getToolCall)
  get({ id, principal, includeSystem }: Parsed<typeof audit.getToolCall>, context: MessageContext) {
    return this.calls.get(this.visibility.of(context, includeSystem), id, principal);
  }
}
