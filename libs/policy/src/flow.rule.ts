import type { PathStep, Reason } from '@archestra/contracts';
import { target, type Facts } from './facts.ts';
import { isAddressed, protectedValues } from './protected.ts';
import { carriesContent, isCovered } from './provenance/audience.ts';
import { foreignLink, foreignValue, type Suspect } from './provenance/suspect.ts';
import type { Denial, Rule } from './rule.ts';
import { quote } from './text.ts';

const contractRemedy =
  'Ask an administrator to give the tool a contract that says what it does and what its results are.';
const freshRemedy = 'Start a new session and make this call before reading anything else.';
const remedies = [contractRemedy, freshRemedy];

const effects = {
  egress: 'may send data to the outside',
  destructive: 'may destroy what cannot be restored',
  none: 'changes nothing',
  write: 'changes what the organization keeps',
} as const;

interface Objection {
  reason: Reason;
  source: PathStep;
  through: PathStep;
  message: string;
  remedies: readonly string[];
}

const effectOf = (facts: Facts): string => effects[facts.contract.effect];

/** The proof: what came in, what it went through, and what this call would do with that. */
const objection = (facts: Facts, { reason, source, through, message, remedies: advice }: Objection): Denial => ({
  outcome: 'deny',
  reason,
  message,
  path: [source, through, { kind: 'effect', text: `${target(facts)} ${effectOf(facts)}`, callId: facts.call.callId }],
  remedies: [...advice],
});

const sourceStep = (cause: { callId?: string; what?: string } | undefined): PathStep => {
  const step: PathStep = { kind: 'source', text: cause?.what ?? 'an earlier result of this session' };
  return cause?.callId === undefined ? step : { ...step, callId: cause.callId };
};

const isConsequential = ({ contract }: Facts): boolean =>
  contract.effect === 'egress' || contract.effect === 'destructive';

/** Whoever wrote an untrusted result may be the one who wants this call: nothing may leave or be destroyed from then on. */
export const untrustedContext: Rule = (facts) => {
  const { session } = facts;
  if (session.label.integrity === 'trusted' || !isConsequential(facts)) return undefined;
  // Where the call leads is known: the next rule looks at that.
  if (isAddressed(facts) && protectedValues(facts).length > 0) return undefined;
  return objection(facts, {
    reason: 'untrusted-context',
    source: sourceStep(session.untrustedBy),
    through: { kind: 'session', text: 'The session is untrusted since it read that result.' },
    message: `This call was stopped: the session has read content anybody could have written, and the tool ${effectOf(facts)}.`,
    remedies,
  });
};

const argumentRemedies = [
  'Ask the person to name it in their own words, or to approve this call.',
  'Leave out what only that content named.',
];

const refuseSuspect = (facts: Facts, { path, value, source }: Suspect): Denial => {
  const shown = quote(String(value));
  const cause = source ?? facts.session.untrustedBy;
  return objection(facts, {
    reason: 'untrusted-argument',
    source: sourceStep(cause),
    through: {
      kind: 'session',
      text: source
        ? `argument ${path} is ${shown}, which only that untrusted result named`
        : `argument ${path} is ${shown}, which neither the person nor a trusted result named`,
    },
    message: `This call was stopped: ${shown} decides where it leads and comes from content anybody could have written.`,
    remedies: argumentRemedies,
  });
};

/** Where a call leads has to be known from the person or a trusted result, once others had their say. */
export const untrustedArgument: Rule = (facts) => {
  if (facts.session.label.integrity === 'trusted' || facts.contract.effect === 'none' || !isAddressed(facts))
    return undefined;
  const suspect = foreignValue(facts) ?? foreignLink(facts);
  return suspect && refuseSuspect(facts, suspect);
};

/** Whether nobody can receive what is not meant for them: all known recipients may see it, or nothing is carried to them. */
const isMeantForAll = (facts: Facts): boolean => {
  const recipients = protectedValues(facts).filter(({ role }) => role === 'recipient');
  if (recipients.length === 0) return facts.contract.effect !== 'egress' || isCovered(facts, undefined);
  return recipients.every(({ value }) => isCovered(facts, value)) || !carriesContent(facts);
};

/** What not everybody may see must only reach those who may, or whom the person names. */
export const narrowAudience: Rule = (facts) => {
  const { contract, session } = facts;
  if (session.label.audience === 'public' || contract.effect === 'none' || isMeantForAll(facts)) return undefined;
  return objection(facts, {
    reason: 'audience-too-narrow',
    source: sourceStep(session.narrowedBy),
    through: {
      kind: 'session',
      text: 'The session holds content that is not for everybody since it read that result.',
    },
    message: `This call was stopped: the session holds content that is not for everybody, and the tool ${effects.egress}.`,
    remedies,
  });
};
