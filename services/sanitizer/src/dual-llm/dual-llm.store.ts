import { DualLlmSettings, guardEvents, type ModelReference } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { fact, PolicyChange } from '../db/change.store.ts';
import { DEFAULT_DUAL_LLM } from '../policy/policy-cache.ts';

export interface Changing {
  organizationId: string;
  principal: string;
  /** The quarantined model in force, for the record. */
  model: ModelReference | null;
}

/** How much the quarantined model of an organization may tell. */
@Injectable()
export class DualLlmStore {
  constructor(private readonly changes: PolicyChange) {}

  async set({ organizationId, principal, model }: Changing, wanted: DualLlmSettings): Promise<void> {
    await this.changes.commit(async (transaction) => {
      const row = await transaction.dualLlmSettings.findUnique({ where: { organizationId } });
      const values = { ...wanted, updatedAt: new Date() };
      await transaction.dualLlmSettings.upsert({
        where: { organizationId },
        create: { organizationId, ...values },
        update: values,
      });
      const data = { before: row ? DualLlmSettings.parse(row) : DEFAULT_DUAL_LLM, after: wanted, model };
      return { result: undefined, row: fact(guardEvents.dualLlmChanged, { organizationId, principal, data }) };
    });
  }
}
