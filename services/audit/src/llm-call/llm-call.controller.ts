import { audit, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { LlmCallStore } from './llm-call.store.ts';

/** A call to a model always has a known caller, so that each belongs to one organization. */
@Controller()
export class LlmCallController {
  constructor(private readonly calls: LlmCallStore) {}

  @HandleRpc(audit.listLlmCalls)
  list(filter: Parsed<typeof audit.listLlmCalls>, context: MessageContext) {
    return this.calls.list(organizationOf(context), filter);
  }

  @HandleRpc(audit.getLlmCall)
  get({ id, principal }: Parsed<typeof audit.getLlmCall>, context: MessageContext) {
    return this.calls.get(organizationOf(context), id, principal);
  }
}
