import type { Decision } from '@archestra/contracts';
import { gather, isGranted } from './facts.ts';
import { narrowAudience, untrustedContext } from './flow.rule.ts';
import { blocked, changedDefinition, unknownProfile, unknownServer, unknownTool } from './grant.rule.ts';
import type { Call, Policy } from './policy.ts';
import { deny, type Rule } from './rule.ts';
import type { Session } from './session.ts';

/** In the order they are asked: whether the call exists, whether it is granted, whether what the session saw allows it. */
const rules: readonly Rule[] = [
  unknownProfile,
  unknownServer,
  unknownTool,
  changedDefinition,
  blocked,
  untrustedContext,
  narrowAudience,
];

/** Builds a judge from a list of rules: the first objection decides, a rule that throws denies, and no grant denies. */
export const judge =
  (list: readonly Rule[]) =>
  (policy: Policy, session: Session, call: Call): Decision => {
    try {
      const facts = gather(policy, session, call);
      for (const rule of list) {
        const denial = rule(facts);
        if (denial) return denial;
      }
      return isGranted(facts)
        ? { outcome: 'allow' }
        : deny('unknown-tool', 'Nothing grants this call.', ['Ask an administrator.']);
    } catch {
      // A rule that cannot answer has not agreed. Its error may quote foreign text and stays here.
      return deny('rule-failed', 'A rule could not be evaluated, so the call is denied.', ['Tell an administrator.']);
    }
  };

/**
 * Whether a call may pass, given what the session has seen. Pure and deterministic; never throws.
 * A more restrictive session never turns a denial into an allowance.
 */
export const decide = judge(rules);

/**
 * The same question without the session: may a result of this call be shown at all, now that it is here?
 * A grant that was withdrawn, a definition that changed or a block set meanwhile says no. Never throws.
 */
export const mayReceive = judge(rules.filter((rule) => rule !== untrustedContext && rule !== narrowAudience));
