import { AppError, type OptimizationRule } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { RuleStore } from './rule.store.ts';

/** Rules that are switched on, in memory, in the order in which they decide. */
@Injectable()
export class Rules {
  private rules: Map<string, OptimizationRule[]> | undefined;

  constructor(private readonly store: RuleStore) {}

  /** Throws `PEER_UNAVAILABLE` until they were read for the first time. */
  of(organizationId: string): readonly OptimizationRule[] {
    if (!this.rules) throw new AppError('PEER_UNAVAILABLE', 'Rules were not read yet. Try again in a moment.');
    return this.rules.get(organizationId) ?? [];
  }

  async load(): Promise<void> {
    const enabled = (await this.store.all()).filter(({ rule }) => rule.isEnabled);
    const rules = new Map<string, OptimizationRule[]>();
    for (const { organizationId, rule } of enabled)
      rules.set(organizationId, [...(rules.get(organizationId) ?? []), rule]);
    this.rules = rules;
  }
}
