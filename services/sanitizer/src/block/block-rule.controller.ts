import { sanitizer, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, principalOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { PolicyCache } from '../policy/policy-cache.ts';
import { BlockRuleStore } from './block-rule.store.ts';

@Controller()
export class BlockRuleController {
  constructor(
    private readonly store: BlockRuleStore,
    private readonly cache: PolicyCache,
  ) {}

  @HandleRpc(sanitizer.listBlockRules)
  async list(
    _input: Parsed<typeof sanitizer.listBlockRules>,
    context: MessageContext,
  ): Promise<Reply<typeof sanitizer.listBlockRules>> {
    return { items: await this.store.list(organizationOf(context)) };
  }

  @HandleRpc(sanitizer.createBlockRule)
  async create(
    input: Parsed<typeof sanitizer.createBlockRule>,
    context: MessageContext,
  ): Promise<Reply<typeof sanitizer.createBlockRule>> {
    const rule = await this.store.create(organizationOf(context), principalOf(context), input);
    await this.cache.refresh();
    return rule;
  }

  @HandleRpc(sanitizer.deleteBlockRule)
  async delete(
    { id }: Parsed<typeof sanitizer.deleteBlockRule>,
    context: MessageContext,
  ): Promise<Reply<typeof sanitizer.deleteBlockRule>> {
    await this.store.delete(organizationOf(context), principalOf(context), id);
    await this.cache.refresh();
    return {};
  }
}
