import type { Decision, Reason } from '@archestra/contracts';
import type { Facts } from './facts.ts';

/** Why a call may not pass. */
export type Denial = Extract<Decision, { outcome: 'deny' }>;

/** Looks at the facts and objects, or has nothing to say. */
export type Rule = (facts: Facts) => Denial | undefined;

/** A denial without a history: what is wrong lies in the call itself. */
export const deny = (reason: Reason, message: string, remedies: readonly string[]): Denial => ({
  outcome: 'deny',
  reason,
  message,
  path: [{ kind: 'rule', text: message }],
  remedies: [...remedies],
});
