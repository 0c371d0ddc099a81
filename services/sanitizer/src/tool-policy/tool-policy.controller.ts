import { guard, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, principalOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { PolicyCache } from '../policy/policy-cache.ts';
import { ToolPolicyStore, type Administrator } from './tool-policy.store.ts';

const by = (context: MessageContext): Administrator => ({
  organizationId: organizationOf(context),
  principal: principalOf(context),
});

@Controller()
export class ToolPolicyController {
  constructor(
    private readonly store: ToolPolicyStore,
    private readonly cache: PolicyCache,
  ) {}

  @HandleRpc(guard.listInvocationPolicies)
  async listInvocations(
    _input: Parsed<typeof guard.listInvocationPolicies>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.listInvocationPolicies>> {
    return { items: await this.store.list('invocation', organizationOf(context)) };
  }

  @HandleRpc(guard.createInvocationPolicy)
  createInvocation(
    input: Parsed<typeof guard.createInvocationPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.createInvocationPolicy>> {
    return this.inForce(this.store.create('invocation', by(context), input));
  }

  @HandleRpc(guard.updateInvocationPolicy)
  updateInvocation(
    { id, ...wanted }: Parsed<typeof guard.updateInvocationPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.updateInvocationPolicy>> {
    return this.inForce(this.store.update('invocation', by(context), id, wanted));
  }

  @HandleRpc(guard.deleteInvocationPolicy)
  async deleteInvocation(
    { id }: Parsed<typeof guard.deleteInvocationPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.deleteInvocationPolicy>> {
    await this.inForce(this.store.delete('invocation', by(context), id));
    return {};
  }

  @HandleRpc(guard.listResultPolicies)
  async listResults(
    _input: Parsed<typeof guard.listResultPolicies>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.listResultPolicies>> {
    return { items: await this.store.list('result', organizationOf(context)) };
  }

  @HandleRpc(guard.createResultPolicy)
  createResult(
    input: Parsed<typeof guard.createResultPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.createResultPolicy>> {
    return this.inForce(this.store.create('result', by(context), input));
  }

  @HandleRpc(guard.updateResultPolicy)
  updateResult(
    { id, ...wanted }: Parsed<typeof guard.updateResultPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.updateResultPolicy>> {
    return this.inForce(this.store.update('result', by(context), id, wanted));
  }

  @HandleRpc(guard.deleteResultPolicy)
  async deleteResult(
    { id }: Parsed<typeof guard.deleteResultPolicy>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.deleteResultPolicy>> {
    await this.inForce(this.store.delete('result', by(context), id));
    return {};
  }

  /** A change is answered when decisions know of it. */
  private async inForce<T>(change: Promise<T>): Promise<T> {
    const changed = await change;
    await this.cache.refresh();
    return changed;
  }
}
