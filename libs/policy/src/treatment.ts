import type { Integrity, ResultPolicy } from '@archestra/contracts';
import { matches } from './condition/condition.ts';
import type { Facts } from './facts.ts';
import { concerns } from './policy.rule.ts';
import { bodiesOf } from './provenance/remember.ts';

/** What administrators' policies make of a result. */
export interface Treatment {
  readonly treatment: 'pass' | 'sanitize' | 'block';
  /** The label's integrity when a policy marks it; else the contract's holds. */
  readonly integrity?: Integrity;
  /** The policy that decided the treatment. */
  readonly ruleId?: string;
}

/** From the strictest to the one that loosens; the first that applies decides. */
const order: readonly ResultPolicy['action'][] = ['block', 'sanitize', 'mark-untrusted', 'mark-trusted'];

const effects: Readonly<Record<ResultPolicy['action'], Omit<Treatment, 'ruleId'>>> = {
  block: { treatment: 'block', integrity: 'untrusted' },
  sanitize: { treatment: 'sanitize', integrity: 'untrusted' },
  'mark-untrusted': { treatment: 'pass', integrity: 'untrusted' },
  'mark-trusted': { treatment: 'pass', integrity: 'trusted' },
};

/** Conditions look at the result as it came, and at what each text in it says when that is JSON. */
const holds = ({ conditions, action }: ResultPolicy, content: unknown): boolean => {
  const bodies = bodiesOf(content);
  // What loosens has to be true of everything the model may read; what restricts, of anything.
  if (action === 'mark-trusted') return bodies.every((body) => matches(conditions, body, 'permit'));
  return [content, ...bodies].some((body) => matches(conditions, body, 'restrict'));
};

/** The strictest of the organization's policies that applies to a result; without one it passes as its contract says. */
export const treat = (facts: Facts, content: unknown): Treatment => {
  const policies = facts.policy.resultPolicies?.get(facts.call.serverId) ?? [];
  const applying = policies.filter((policy) => concerns(policy, facts) && holds(policy, content));
  for (const action of order) {
    const policy = applying.find((each) => each.action === action);
    if (policy) return { ...effects[action], ruleId: policy.id };
  }
  return { treatment: 'pass' };
};
