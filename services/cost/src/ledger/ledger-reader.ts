import type { LedgerEntry, ModelReference, RequestFacts, TokenUsage } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { LedgerStore, type After, type LedgerFacts } from './ledger.store.ts';

const PORTION = 2_000;

/** An answered call with everything a rule looks at. */
export interface RecordedCall extends LedgerEntry {
  requested: ModelReference;
  usage: TokenUsage;
  facts: RequestFacts;
  profileId: string | null;
  teamIds: string[];
}

const isComplete = (row: LedgerFacts): row is RecordedCall =>
  row.requested !== null && row.used !== null && row.usage !== null && row.facts !== null;

/** Reads the calls of a period in order, in portions. */
@Injectable()
export class LedgerReader {
  constructor(private readonly store: LedgerStore) {}

  async *calls(organizationId: string, period: { from: Date; to: Date }): AsyncGenerator<RecordedCall> {
    let after: After | undefined;
    for (;;) {
      const rows = await this.store.portion(organizationId, period, after, PORTION);
      yield* rows.filter(isComplete);
      const last = rows.at(-1);
      if (!last || rows.length < PORTION) return;
      after = { at: new Date(last.at), callId: last.callId };
    }
  }
}
