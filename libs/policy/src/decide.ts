import type { Decision } from '@archestra/contracts';
import { gather, isGranted, type Facts } from './facts.ts';
import { narrowAudience, untrustedArgument, untrustedContext } from './flow.rule.ts';
import { blocked, changedDefinition, unknownProfile, unknownServer, unknownTool } from './grant.rule.ts';
import type { Call, Policy } from './policy.ts';
import { approvalRequired, blockedAlways, blockedWhenUntrusted, isLifted } from './policy.rule.ts';
import { deny, type Denial, type Rule } from './rule.ts';
import type { Session } from './session.ts';

/** What is asked, in this order. */
export interface Rules {
  /** Whether the call exists, is granted, and nobody forbids it: nothing lifts these. */
  readonly grants: readonly Rule[];
  /** Whether what the session saw allows it: an administrator may lift these, and a person may be asked instead. */
  readonly flows?: readonly Rule[];
  /** Whether a person has to agree all the same. */
  readonly questions?: readonly Rule[];
}

const standing: readonly Rule[] = [
  unknownProfile,
  unknownServer,
  unknownTool,
  changedDefinition,
  blocked,
  blockedAlways,
];

const first = (list: readonly Rule[] | undefined, facts: Facts): Denial | undefined => {
  for (const rule of list ?? []) {
    const denial = rule(facts);
    if (denial) return denial;
  }
  return undefined;
};

const ask = ({ reason, message, path, ruleId }: Denial): Decision => ({
  outcome: 'approve',
  reason,
  message,
  path,
  ...(ruleId !== undefined && { ruleId }),
});

const settle = (rules: Rules, facts: Facts): Decision => {
  const refusal = first(rules.grants, facts);
  if (refusal) return refusal;
  if (!isGranted(facts)) return deny('unknown-tool', 'Nothing grants this call.', ['Ask an administrator.']);
  const objection = first(rules.flows, facts);
  if (objection && !isLifted(facts)) {
    const { approval = 'never' } = facts.contract;
    return approval === 'never' ? objection : ask(objection);
  }
  const question = first(rules.questions, facts);
  return question ? ask(question) : { outcome: 'allow' };
};

/** Builds a judge from rules: the first objection decides, a rule that throws denies, and no grant denies. */
export const judge =
  (rules: Rules) =>
  (policy: Policy, session: Session, call: Call): Decision => {
    try {
      return settle(rules, gather(policy, session, call));
    } catch {
      // A rule that cannot answer has not agreed. Its error may quote foreign text and stays here.
      return deny('rule-failed', 'A rule could not be evaluated, so the call is denied.', ['Tell an administrator.']);
    }
  };

/**
 * Whether a call may pass, given what the session has seen. Pure and deterministic; never throws.
 * A more restrictive session never turns a denial into an allowance.
 */
export const decide = judge({
  grants: [...standing, blockedWhenUntrusted],
  flows: [untrustedContext, untrustedArgument, narrowAudience],
  questions: [approvalRequired],
});

/**
 * The same question without the session: may a result of this call be shown at all, now that it is here?
 * A grant that was withdrawn, a definition that changed or a block set meanwhile says no. Never throws.
 */
export const mayReceive = judge({ grants: standing });
