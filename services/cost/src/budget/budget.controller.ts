import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { reportError } from '@archestra/service';
import { Controller } from '@nestjs/common';
import { BudgetStore, type Change } from './budget.store.ts';
import { budgetState } from './budget-state.ts';
import { Budgets } from './budgets.ts';
import { Counters } from './counters.ts';

const changeOf = (context: MessageContext): Change => ({
  organizationId: organizationOf(context),
  principal: context.principal,
});

@Controller()
export class BudgetController {
  constructor(
    private readonly store: BudgetStore,
    private readonly budgets: Budgets,
    private readonly counters: Counters,
  ) {}

  @HandleRpc(cost.listBudgets)
  async list(_request: Parsed<typeof cost.listBudgets>, context: MessageContext) {
    const organizationId = organizationOf(context);
    await this.budgets.reload(organizationId);
    const { budgets } = this.budgets.of(organizationId);
    if (budgets.length === 0) return { items: [] };
    const amounts = await this.counters.read(organizationId);
    const nowMs = Date.now();
    return { items: budgets.map((budget) => budgetState(budget, amounts, nowMs)) };
  }

  @HandleRpc(cost.createBudget)
  async create(input: Parsed<typeof cost.createBudget>, context: MessageContext) {
    const budget = await this.store.create(changeOf(context), input);
    await this.takeUp(organizationOf(context));
    return budget;
  }

  @HandleRpc(cost.updateBudget)
  async update({ id, ...input }: Parsed<typeof cost.updateBudget>, context: MessageContext) {
    const budget = await this.store.update(changeOf(context), id, input);
    await this.takeUp(organizationOf(context));
    return budget;
  }

  @HandleRpc(cost.deleteBudget)
  async delete({ id }: Parsed<typeof cost.deleteBudget>, context: MessageContext) {
    await this.store.delete(changeOf(context), id);
    await this.takeUp(organizationOf(context));
    return {};
  }

  /** Other replicas notice by the counters, at their next call. A change holds also while they cannot be built. */
  private async takeUp(organizationId: string): Promise<void> {
    await this.budgets.reload(organizationId);
    await this.counters
      .ready(organizationId)
      .catch((error: unknown) => reportError(error, 'counters of a changed budget'));
  }
}
