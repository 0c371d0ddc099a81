import { CONFIG, Readiness, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Budgets } from '../budget/budgets.ts';
import type { CostConfig } from '../cost.config.ts';
import type { TermsName } from '../db/terms-version.ts';
import { Prices } from '../price/prices.ts';
import { Rules } from '../rule/rules.ts';
import { TermsStore } from './terms.store.ts';

/** Keeps prices, budgets and rules of this process as they are in the database, so that calls are planned from memory. */
@Injectable()
export class Terms implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly seen = new Map<TermsName, bigint>();
  private readonly parts: Record<TermsName, { load(): Promise<void> }>;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: CostConfig,
    private readonly store: TermsStore,
    prices: Prices,
    budgets: Budgets,
    rules: Rules,
    readiness: Readiness,
  ) {
    this.parts = { price: prices, budget: budgets, rule: rules };
    readiness.add('terms', () => {
      if (this.seen.size < Object.keys(this.parts).length)
        throw new Error('prices, budgets and rules were not read yet');
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.look(), this.config.TERMS_POLL_MS);
    await this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private look(): Promise<void> {
    this.work ??= this.refresh()
      .catch((error: unknown) => reportError(error, 'reading of prices, budgets and rules'))
      .finally(() => (this.work = undefined));
    return this.work;
  }

  private async refresh(): Promise<void> {
    for (const [name, version] of await this.store.versions()) {
      if (this.seen.get(name) === version) continue;
      await this.parts[name].load();
      this.seen.set(name, version);
    }
  }
}
