import { audit, consoleRoutes, principalHeader, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { LedgerService } from './ledger.service.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** One's own calls, or everybody's. */
const shown = (caller: Caller): { principal?: string } =>
  caller.has('llm-call:manage') ? {} : { principal: principalHeader(caller.principal) };

/** Calls to models: what audit has on record, beside what the ledger says they cost. */
@Controller()
export class LlmCallController {
  constructor(private readonly ledger: LedgerService) {}

  @Answer(consoleRoutes.listLlmCalls)
  async list({ query }: Asked<'listLlmCalls'>, caller: Caller): Told<'listLlmCalls'> {
    const { items, nextCursor } = await caller.call(audit.listLlmCalls, { ...query, ...shown(caller) });
    const { entries, unavailable } = await this.ledger.read(
      items.map(({ id }) => id),
      caller,
    );
    return { items: items.map((call) => ({ ...call, ledger: entries.get(call.id) ?? null })), nextCursor, unavailable };
  }

  @Answer(consoleRoutes.getLlmCall)
  async get({ params }: Asked<'getLlmCall'>, caller: Caller): Told<'getLlmCall'> {
    const record = await caller.call(audit.getLlmCall, { ...params, ...shown(caller) });
    const { entries, unavailable } = await this.ledger.read([record.id], caller);
    return { ...record, ledger: entries.get(record.id) ?? null, unavailable };
  }
}
