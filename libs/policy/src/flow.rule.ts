import type { PathStep, Reason } from '@archestra/contracts';
import { target, type Facts } from './facts.ts';
import type { Denial, Rule } from './rule.ts';
import type { Cause } from './session.ts';

const remedies = [
  'Ask an administrator to give the tool a contract that says what it does and what its results are.',
  'Start a new session and make this call before reading anything else.',
];

const effects = {
  egress: 'may send data to the outside',
  destructive: 'may destroy what cannot be restored',
  none: 'changes nothing',
  write: 'changes what the organization keeps',
} as const;

interface Objection {
  reason: Reason;
  cause: Cause | undefined;
  state: string;
  message: string;
}

/** The proof: what came in, what it made of the session, and what this call would do with that. */
const objection = (facts: Facts, { reason, cause, state, message }: Objection): Denial => {
  const source: PathStep = { kind: 'source', text: cause?.what ?? 'an earlier result of this session' };
  return {
    outcome: 'deny',
    reason,
    message,
    path: [
      cause?.callId === undefined ? source : { ...source, callId: cause.callId },
      { kind: 'session', text: state },
      { kind: 'effect', text: `${target(facts)} ${effects[facts.contract.effect]}`, callId: facts.call.callId },
    ],
    remedies,
  };
};

/** Whoever wrote an untrusted result may be the one who wants this call: nothing may leave or be destroyed from then on. */
export const untrustedContext: Rule = (facts) => {
  const { contract, session } = facts;
  if (contract.effect === 'none' || contract.effect === 'write' || session.label.integrity === 'trusted')
    return undefined;
  return objection(facts, {
    reason: 'untrusted-context',
    cause: session.untrustedBy,
    state: 'The session is untrusted since it read that result.',
    message: `This call was stopped: the session has read content anybody could have written, and the tool ${effects[contract.effect]}.`,
  });
};

/** What not everybody may see must not leave; in the foundation nobody knows who receives what is sent. */
export const narrowAudience: Rule = (facts) => {
  const { contract, session } = facts;
  if (contract.effect !== 'egress' || session.label.audience === 'public') return undefined;
  return objection(facts, {
    reason: 'audience-too-narrow',
    cause: session.narrowedBy,
    state: 'The session holds content that is not for everybody since it read that result.',
    message: `This call was stopped: the session holds content that is not for everybody, and the tool ${effects.egress}.`,
  });
};
