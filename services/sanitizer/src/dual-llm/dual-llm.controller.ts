import { guard, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, principalOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { PolicyCache } from '../policy/policy-cache.ts';
import { DualLlmStore } from './dual-llm.store.ts';
import { QuarantinedModels } from './quarantined-models.ts';

@Controller()
export class DualLlmController {
  constructor(
    private readonly store: DualLlmStore,
    private readonly cache: PolicyCache,
    private readonly models: QuarantinedModels,
  ) {}

  @HandleRpc(guard.getDualLlm)
  get(_input: Parsed<typeof guard.getDualLlm>, context: MessageContext): Reply<typeof guard.getDualLlm> {
    return this.cache.of(organizationOf(context)).dualLlm;
  }

  @HandleRpc(guard.setDualLlm)
  async set(wanted: Parsed<typeof guard.setDualLlm>, context: MessageContext): Promise<Reply<typeof guard.setDualLlm>> {
    const organizationId = organizationOf(context);
    const model = this.models.of(organizationId);
    await this.store.set({ organizationId, principal: principalOf(context), model }, wanted);
    await this.cache.refresh();
    return wanted;
  }
}
