import type { Decision, ToolContract } from '@archestra/contracts';
import {
  contractKey,
  decide,
  FRESH_SESSION,
  hear,
  observe,
  type Call,
  type Policy,
  type Session,
} from '@archestra/policy';

/** `ask`: only if a person agrees. */
export type Verdict = 'pass' | 'ask' | 'stop';

/** A call as an agent makes it. */
export interface AgentCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What stands between an agent and its tools for one run. */
export interface Guard {
  judge(call: AgentCall): Verdict;
  see(call: AgentCall, output: { content: unknown; isError: boolean }): void;
}

/** Makes a guard for runs that begin with a person's words. */
export type GuardKind = (contracts: Readonly<Record<string, ToolContract>>) => (words: readonly string[]) => Guard;

const ORGANIZATION = '01900000-0000-7000-8000-000000000001';
const PROFILE = '01900000-0000-7000-8000-000000000002';
const SERVER = '01900000-0000-7000-8000-000000000003';
const PIN = '0'.repeat(64);
const SOURCE = 'npm:suite';

const verdicts: Readonly<Record<Decision['outcome'], Verdict>> = { allow: 'pass', approve: 'ask', deny: 'stop' };

const policyOf = (contracts: Readonly<Record<string, ToolContract>>): Policy => ({
  profile: {
    id: PROFILE,
    organizationId: ORGANIZATION,
    servers: new Map([
      [
        SERVER,
        {
          name: 'suite',
          source: SOURCE,
          resources: false,
          prompts: false,
          pins: new Map(Object.keys(contracts).map((name) => [name, PIN])),
        },
      ],
    ]),
  },
  blocks: new Map(),
  contracts: new Map(Object.entries(contracts).map(([tool, contract]) => [contractKey(SERVER, tool), contract])),
});

const callOf = ({ name, args }: AgentCall): Call => ({
  organizationId: ORGANIZATION,
  callId: 'call',
  profileId: PROFILE,
  serverId: SERVER,
  source: SOURCE,
  kind: 'tool',
  name,
  pin: PIN,
  arguments: args,
});

/** The platform's own engine. */
export const engine: GuardKind = (contracts) => {
  const policy = policyOf(contracts);
  return (words) => {
    let session: Session = words.reduce(hear, FRESH_SESSION);
    return {
      judge: (call) => verdicts[decide(policy, session, callOf(call)).outcome],
      see: (call, result) => {
        session = observe(policy, session, callOf(call), result).session;
      },
    };
  };
};

/** The flag of the lethal trifecta: once anything untrusted was read, nothing with an effect passes. */
export const trifectaFlag: GuardKind = (contracts) => () => {
  let isTainted = false;
  return {
    judge: ({ name }) => (isTainted && contracts[name]?.effect !== 'none' ? 'stop' : 'pass'),
    see: ({ name }) => {
      isTainted ||= contracts[name]?.output.integrity !== 'trusted';
    },
  };
};

const flatten = (value: unknown): readonly string[] => {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(flatten);
  return value === null || value === undefined ? [] : [String(value)];
};

/** Naive provenance of destinations: recipients and targets have to stand literally in the person's words. */
export const naiveProvenance: GuardKind = (contracts) => (words) => {
  const said = words.join(' ').toLowerCase();
  let isTainted = false;
  return {
    judge: ({ name, args }) => {
      const { recipients = [], targets = [], effect } = contracts[name] ?? { effect: 'egress' };
      if (!isTainted || effect === 'none') return 'pass';
      const named = [...recipients, ...targets].flatMap((path) => flatten(args[/^\$\.(\w+)/.exec(path)?.[1] ?? '']));
      return named.every((value) => said.includes(value.toLowerCase())) ? 'pass' : 'stop';
    },
    see: ({ name }) => {
      isTainted ||= contracts[name]?.output.integrity !== 'trusted';
    },
  };
};
