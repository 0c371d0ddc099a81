import { sanitizer, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, principalOf, type MessageContext } from '@archestra/messaging';
import { toolContract } from '@archestra/policy';
import { Controller } from '@nestjs/common';
import { PolicyCache } from '../policy/policy-cache.ts';
import { ContractStore } from './contract.store.ts';

@Controller()
export class ContractController {
  constructor(
    private readonly store: ContractStore,
    private readonly cache: PolicyCache,
  ) {}

  @HandleRpc(sanitizer.listContracts)
  list(
    { serverId, source, tools }: Parsed<typeof sanitizer.listContracts>,
    context: MessageContext,
  ): Reply<typeof sanitizer.listContracts> {
    const { contracts } = this.cache.of(organizationOf(context));
    return {
      items: tools.map((tool) => ({ serverId, tool, ...toolContract(contracts, { serverId, source, name: tool }) })),
    };
  }

  @HandleRpc(sanitizer.setContract)
  async set(
    { serverId, tool, contract }: Parsed<typeof sanitizer.setContract>,
    context: MessageContext,
  ): Promise<Reply<typeof sanitizer.setContract>> {
    await this.store.set({ organizationId: organizationOf(context), serverId, tool }, principalOf(context), contract);
    await this.cache.refresh();
    return {};
  }

  @HandleRpc(sanitizer.deleteContract)
  async delete(
    { serverId, tool }: Parsed<typeof sanitizer.deleteContract>,
    context: MessageContext,
  ): Promise<Reply<typeof sanitizer.deleteContract>> {
    await this.store.delete({ organizationId: organizationOf(context), serverId, tool }, principalOf(context));
    await this.cache.refresh();
    return {};
  }
}
