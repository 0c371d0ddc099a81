import type { Decision, Reason, Reply, sanitizer } from '@archestra/contracts';

export type Verdict = Reply<typeof sanitizer.inspectOutput>;

const denial = (reason: Reason, message: string, remedy: string): Decision => ({
  outcome: 'deny',
  reason,
  message,
  path: [{ kind: 'rule', text: message }],
  remedies: [remedy],
});

/** What the decision needs is not at hand or not up to date. */
export const unavailable = (): Decision =>
  denial(
    'state-unavailable',
    'The platform cannot check this call right now, so it is denied.',
    'Try again in a moment.',
  );

/** Something broke while deciding. What it was stays in the log. */
export const failed = (): Decision =>
  denial('rule-failed', 'A check could not be completed, so the call is denied.', 'Tell an administrator.');

type Question = Extract<Decision, { outcome: 'approve' }>;
type Denial = Extract<Decision, { outcome: 'deny' }>;

const refused = ({ reason, path, ruleId }: Question, message: string, remedy: string): Denial => ({
  outcome: 'deny',
  reason,
  message,
  path,
  remedies: [remedy],
  ...(ruleId === undefined ? {} : { ruleId }),
});

/** A person said no to exactly this call, and that still holds. */
export const declined = (question: Question): Denial =>
  refused(question, 'A person declined exactly this call.', 'Go on without it, or ask the person what to do instead.');

/** Nobody can answer so many questions. */
export const flooded = (question: Question): Denial =>
  refused(
    question,
    'Too many calls wait for an approval, so this one is denied.',
    'Decide the questions that wait, then try again.',
  );

/** Nobody could read what they would agree to, or there is nobody to ask. */
export const unreadable = (question: Question): Denial =>
  refused(
    question,
    'This call needs an approval, and its arguments are too large or too odd for a person to judge.',
    'Make the call with less in it.',
  );

/** The caller uses an id that cannot be kept apart from others. */
export const unusableId = (): Decision =>
  denial(
    'rule-failed',
    'The id of this call or session cannot be used, so the call is denied.',
    'Send the call again under a new id.',
  );

export const withhold = (reason: Reason, message: string): Verdict => ({ verdict: 'withhold', reason, message });

export const withholdUnavailable = (): Verdict =>
  withhold('state-unavailable', 'The platform cannot check this result right now, so it is withheld.');

/** Nobody decided a call this could be the result of. */
export const withholdUnknown = (): Verdict =>
  withhold('state-unavailable', 'This result belongs to no call that was allowed in this session, so it is withheld.');
