import { AppError, cost, type LedgerEntry } from '@archestra/contracts';
import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';

interface Ledger {
  entries: ReadonlyMap<string, LedgerEntry>;
  unavailable: 'cost'[];
}

/** What calls cost, for pages that show them. */
@Injectable()
export class LedgerService {
  /** Entries by call id. The calls are shown without amounts while cost is away, and the page says so. */
  async read(callIds: string[], caller: Caller): Promise<Ledger> {
    if (callIds.length === 0) return { entries: new Map(), unavailable: [] };
    try {
      const { items } = await caller.call(cost.getLedger, { callIds });
      return { entries: new Map(items.map((entry) => [entry.callId, entry])), unavailable: [] };
    } catch (error) {
      const { code, message } = AppError.from(error);
      log.warn({ code, message }, 'calls are shown without their cost');
      return { entries: new Map(), unavailable: ['cost'] };
    }
  }
}
