import type { cost, Parsed, Reply } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { timeOf } from '../db/time.ts';
import { LedgerReader, type RecordedCall } from '../ledger/ledger-reader.ts';
import { callCost } from '../price/call-cost.ts';
import { Prices } from '../price/prices.ts';
import { holds } from '../rule/rule-match.ts';

type Request = Parsed<typeof cost.simulateRule>;
type Sums = Reply<typeof cost.simulateRule>;

/** What a rule would have made of calls that happened. */
@Injectable()
export class Simulation {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly prices: Prices,
  ) {}

  /**
   * Over the calls of a period that a provider answered and that were recorded with their facts. A matched call without a price on
   * either side counts as unpriced and with the same amount in both sums.
   */
  async run(organizationId: string, { rule, from, to }: Request, signal: AbortSignal): Promise<Sums> {
    const sums = { calls: 0, matched: 0, unpriced: 0, costMicroUsd: 0, simulatedMicroUsd: 0 };
    for await (const call of this.ledger.calls(organizationId, { from: timeOf(from), to: timeOf(to) })) {
      signal.throwIfAborted();
      this.add(organizationId, rule, call, sums);
    }
    return sums;
  }

  private add(organizationId: string, rule: Request['rule'], call: RecordedCall, sums: Sums): void {
    const atMs = Date.parse(call.at);
    const { requested, profileId, teamIds, facts, usage } = call;
    const spent = call.costMicroUsd ?? 0;
    sums.calls += 1;
    sums.costMicroUsd += spent;
    if (!holds(rule.condition, { requested, profileId, teamIds, facts, atMs })) {
      sums.simulatedMicroUsd += spent;
      return;
    }
    sums.matched += 1;
    const rates = this.prices.find(organizationId, rule.target, atMs);
    const isPriced = rates !== undefined && call.costMicroUsd !== null;
    if (!isPriced) sums.unpriced += 1;
    sums.simulatedMicroUsd += isPriced ? callCost(usage, rates) : spent;
  }
}
