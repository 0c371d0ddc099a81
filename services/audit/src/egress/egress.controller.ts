import { audit, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { EgressStore } from './egress.store.ts';

@Controller()
export class EgressController {
  constructor(private readonly attempts: EgressStore) {}

  /** Every attempt belongs to a server, and every server to one organization. */
  @HandleRpc(audit.listEgress)
  list(filter: Parsed<typeof audit.listEgress>, context: MessageContext) {
    return this.attempts.list([organizationOf(context)], filter);
  }
}
