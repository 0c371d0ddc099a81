import { consumers, cost, llmEvents, type Parsed } from '@archestra/contracts';
import {
  HandleEvents,
  HandleRpc,
  isEvent,
  organizationOf,
  type MessageContext,
  type ReceivedEvent,
} from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { LedgerStore } from './ledger.store.ts';
import { Settlement } from './settlement.ts';

@Controller()
export class LedgerController {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly settlement: Settlement,
  ) {}

  /** What was used is put aside until then, so that nobody can spend it twice. */
  @HandleEvents(consumers.costLlmCalls, { maxBatch: 500 })
  async record(events: ReceivedEvent[]): Promise<void> {
    const calls = events.flatMap((event) =>
      isEvent(event, llmEvents.llmCallCompleted) ? [{ organizationId: event.organization, call: event.data }] : [],
    );
    if (calls.length > 0) await this.settlement.settle(calls);
  }

  @HandleRpc(cost.getLedger)
  async get({ callIds }: Parsed<typeof cost.getLedger>, context: MessageContext) {
    return { items: await this.ledger.get(organizationOf(context), callIds) };
  }
}
