import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { RuleStore, type Change } from './rule.store.ts';
import { Rules } from './rules.ts';

const changeOf = (context: MessageContext): Change => ({
  organizationId: organizationOf(context),
  principal: context.principal,
});

@Controller()
export class RuleController {
  constructor(
    private readonly store: RuleStore,
    private readonly rules: Rules,
  ) {}

  @HandleRpc(cost.listRules)
  async list(_request: Parsed<typeof cost.listRules>, context: MessageContext) {
    return { items: await this.store.list(organizationOf(context)) };
  }

  @HandleRpc(cost.createRule)
  async create(input: Parsed<typeof cost.createRule>, context: MessageContext) {
    const rule = await this.store.create(changeOf(context), input);
    await this.rules.load();
    return rule;
  }

  @HandleRpc(cost.updateRule)
  async update({ id, ...input }: Parsed<typeof cost.updateRule>, context: MessageContext) {
    const rule = await this.store.update(changeOf(context), id, input);
    await this.rules.load();
    return rule;
  }

  @HandleRpc(cost.deleteRule)
  async delete({ id }: Parsed<typeof cost.deleteRule>, context: MessageContext) {
    await this.store.delete(changeOf(context), id);
    await this.rules.load();
    return {};
  }
}
