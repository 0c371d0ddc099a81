import type { InvocationPolicy } from '@archestra/contracts';
import { matches, type Consequence } from './condition/condition.ts';
import { target, type Facts } from './facts.ts';
import { deny, type Rule } from './rule.ts';

interface Scope {
  readonly tool: string | null;
  readonly profileId: string | null;
  readonly isEnabled: boolean;
}

/** Whether an administrator's policy speaks about this call at all. */
export const concerns = ({ tool, profileId, isEnabled }: Scope, { call }: Facts): boolean =>
  isEnabled &&
  (tool === null || (call.kind === 'tool' && tool === call.name)) &&
  (profileId === null || profileId === call.profileId);

const find = (
  facts: Facts,
  action: InvocationPolicy['action'],
  consequence: Consequence,
): InvocationPolicy | undefined =>
  facts.policy.invocationPolicies
    ?.get(facts.call.serverId)
    ?.find(
      (policy) =>
        policy.action === action &&
        concerns(policy, facts) &&
        matches(policy.conditions, facts.call.arguments, consequence),
    );

const remedy = 'Ask an administrator to change the policy.';

/** An administrator wants no such call. */
export const blockedAlways: Rule = (facts) => {
  const policy = find(facts, 'block-always', 'restrict');
  if (!policy) return undefined;
  const message = `A policy blocks this call of the ${target(facts)}.`;
  return { ...deny('blocked-by-policy', message, [remedy]), ruleId: policy.id };
};

/** An administrator wants no such call once the session has read what anybody could have written. */
export const blockedWhenUntrusted: Rule = (facts) => {
  if (facts.session.label.integrity === 'trusted') return undefined;
  const policy = find(facts, 'block-when-untrusted', 'restrict');
  if (!policy) return undefined;
  const message = `A policy blocks this call of the ${target(facts)} after the session has read content anybody could have written.`;
  const again = 'Start a new session and make this call before reading anything else.';
  return { ...deny('blocked-by-policy', message, [again, remedy]), ruleId: policy.id };
};

/** Whether an administrator lifts what the flow of data would forbid. */
export const isLifted = (facts: Facts): boolean => find(facts, 'allow-when-untrusted', 'permit') !== undefined;

/** Somebody is to be asked, whatever the session has seen. */
export const approvalRequired: Rule = (facts) => {
  const policy = find(facts, 'require-approval', 'restrict');
  if (!policy && facts.contract.approval !== 'always') return undefined;
  const message = `The ${target(facts)} needs the approval of a person each time.`;
  const denial = deny('approval-required', message, ['Ask for approval.']);
  return policy ? { ...denial, ruleId: policy.id } : denial;
};
