import type { Decision, Reason } from '@archestra/contracts';
import { Decision as DecisionSchema } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, judge, mayReceive } from './decide.ts';
import { join, MOST_RESTRICTIVE } from './label.ts';
import type { Call, Policy } from './policy.ts';
import {
  anyContract,
  anyLabel,
  blockRule,
  callOf,
  ORGANIZATION,
  PIN,
  policyWith,
  PROFILE,
  SERVER,
  server,
} from '../test/sample.ts';
import { FRESH_SESSION, LOST_SESSION } from './session.ts';

const reasonOf = (decision: Decision): Reason | 'allow' => (decision.outcome === 'deny' ? decision.reason : 'allow');
const withServer = (change: Partial<typeof server>): Policy =>
  policyWith(
    {},
    { profile: { id: PROFILE, organizationId: ORGANIZATION, servers: new Map([[SERVER, { ...server, ...change }]]) } },
  );
const withBlock = (change: Parameters<typeof blockRule>[0]): Policy =>
  policyWith({}, { blocks: new Map([[SERVER, [blockRule(change)]]]) });
const other = '01900000-0000-7000-8000-0000000000ff';

describe('deciding a call in a fresh session', () => {
  it.each<[string, Partial<Call>, Policy, Reason | 'allow']>([
    ['a granted tool passes', {}, policyWith(), 'allow'],
    ['a profile nobody knows is refused', {}, policyWith({}, { profile: undefined }), 'unknown-profile'],
    ['a profile of another organization is refused', { organizationId: other }, policyWith(), 'unknown-profile'],
    ['a profile under another id is refused', { profileId: other }, policyWith(), 'unknown-profile'],
    ['a server outside the profile is refused', { serverId: other }, policyWith(), 'unknown-server'],
    [
      'a server that is not the program the caller says is refused',
      { source: 'npm:@modelcontextprotocol/server-everything' },
      policyWith(),
      'unknown-server',
    ],
    ['a tool without a grant is refused', { name: 'delete' }, policyWith(), 'unknown-tool'],
    ['a tool name in another case is another tool', { name: 'Send' }, policyWith(), 'unknown-tool'],
    ['a tool name with an invisible character is another tool', { name: 'se\u200Bnd' }, policyWith(), 'unknown-tool'],
    ['a tool name that only looks alike is another tool', { name: '\u0455end' }, policyWith(), 'unknown-tool'],
    [
      'a tool name that is a longer one cut at 64 characters is another tool',
      { name: 'x'.repeat(64) },
      withServer({ pins: new Map([['x'.repeat(65), PIN]]) }),
      'unknown-tool',
    ],
    ['a name of the language itself is no tool', { name: '__proto__' }, policyWith(), 'unknown-tool'],
    ['a changed definition is refused', { pin: 'b'.repeat(64) }, policyWith(), 'definition-changed'],
    ['a missing pin never satisfies the check', { pin: undefined }, policyWith(), 'definition-changed'],
    [
      'a resource of a server that has resources passes',
      { kind: 'resource', name: 'file:///a', pin: undefined },
      policyWith(),
      'allow',
    ],
    [
      'a resource of a server without resources is refused',
      { kind: 'resource', name: 'file:///a' },
      withServer({ resources: false }),
      'unknown-tool',
    ],
    ['a prompt of a server that has prompts passes', { kind: 'prompt', name: 'greet' }, policyWith(), 'allow'],
    [
      'a prompt of a server without prompts is refused',
      { kind: 'prompt', name: 'greet' },
      withServer({ prompts: false }),
      'unknown-tool',
    ],
    ['a resource named like a tool needs no tool grant', { kind: 'resource', name: 'delete' }, policyWith(), 'allow'],
    ['a blocked tool is refused', {}, withBlock({}), 'blocked-by-rule'],
    ['a tool of a blocked server is refused', {}, withBlock({ tool: null }), 'blocked-by-rule'],
    [
      'a resource of a blocked server is refused',
      { kind: 'resource', name: 'file:///a' },
      withBlock({ tool: null }),
      'blocked-by-rule',
    ],
    ['a tool blocked in this profile is refused', {}, withBlock({ profileId: PROFILE }), 'blocked-by-rule'],
    ['a tool blocked in another profile passes', {}, withBlock({ profileId: other }), 'allow'],
    ['a block of another tool does not matter', {}, withBlock({ tool: 'read' }), 'allow'],
    [
      'a block of a tool does not block a resource of that name',
      { kind: 'resource', name: 'send' },
      withBlock({}),
      'allow',
    ],
    [
      'a block of another server does not matter',
      {},
      policyWith({}, { blocks: new Map([[other, [blockRule({ serverId: other })]]]) }),
      'allow',
    ],
  ])('%s', (_, change, policy, expected) => {
    const decision = decide(policy, FRESH_SESSION, callOf(change));
    expect(reasonOf(decision)).toBe(expected);
    expect(DecisionSchema.parse(decision)).toEqual(decision);
  });

  it('names the rule that blocked', () => {
    expect(decide(withBlock({}), FRESH_SESSION, callOf())).toMatchObject({ ruleId: blockRule().id });
  });

  it('shows no invisible character of a hostile name to a person', () => {
    const decision = decide(policyWith(), FRESH_SESSION, callOf({ name: `a\u202Eb\n"${'x'.repeat(500)}` }));
    expect(decision).toMatchObject({ message: expect.not.stringMatching(/[\u202E\n]/) });
    expect(JSON.stringify(decision).length).toBeLessThan(1_000);
  });
});

describe('deciding by what the session has seen', () => {
  const egress = { effect: 'egress', output: MOST_RESTRICTIVE } as const;
  const cause = { callId: 'call-0', what: 'tool "read" of "mail"' };
  const untrusted = { label: { integrity: 'untrusted', audience: 'public' }, untrustedBy: cause } as const;
  const narrow = { label: { integrity: 'trusted', audience: ['ann'] as string[] }, narrowedBy: cause } as const;

  it.each([
    ['egress', untrusted, 'untrusted-context'],
    ['destructive', untrusted, 'untrusted-context'],
    ['write', untrusted, 'allow'],
    ['none', untrusted, 'allow'],
    ['egress', narrow, 'audience-too-narrow'],
    ['destructive', narrow, 'allow'],
    ['write', narrow, 'allow'],
    ['none', narrow, 'allow'],
    ['egress', LOST_SESSION, 'untrusted-context'],
    ['destructive', LOST_SESSION, 'untrusted-context'],
  ] as const)('answers %s in a session %j with %s', (effect, session, expected) => {
    expect(reasonOf(decide(policyWith({ send: { ...egress, effect } }), session, callOf()))).toBe(expected);
  });

  it('treats a tool without a contract as one that sends', () => {
    expect(reasonOf(decide(policyWith(), FRESH_SESSION, callOf()))).toBe('allow');
    expect(reasonOf(decide(policyWith(), untrusted, callOf()))).toBe('untrusted-context');
  });

  it('proves where the taint came from', () => {
    expect(decide(policyWith(), untrusted, callOf({ callId: 'call-7' }))).toMatchObject({
      path: [
        { kind: 'source', text: 'tool "read" of "mail"', callId: 'call-0' },
        { kind: 'session' },
        { kind: 'effect', text: 'tool "send" of "mail" may send data to the outside', callId: 'call-7' },
      ],
      remedies: [expect.stringContaining('contract'), expect.stringContaining('new session')],
    });
  });

  it('proves what it can when the cause is not known by call', () => {
    expect(decide(policyWith(), LOST_SESSION, callOf())).toMatchObject({
      path: [{ kind: 'source', text: expect.stringContaining('recovered') }, {}, {}],
    });
    expect(decide(policyWith(), { label: untrusted.label }, callOf())).toMatchObject({
      path: [{ text: 'an earlier result of this session' }, {}, {}],
    });
  });

  it('never lets a more restrictive session do more', () => {
    fc.assert(
      fc.property(anyContract, anyLabel, anyLabel, (contract, label, more) => {
        const policy = policyWith({ send: contract });
        const before = decide(policy, { label }, callOf());
        const after = decide(policy, { label: join(label, more) }, callOf());
        if (before.outcome === 'deny') expect(after.outcome).toBe('deny');
      }),
    );
  });
});

describe('failing', () => {
  it('denies when a rule throws', () => {
    const throwing = judge({
      grants: [
        () => {
          throw new Error('secret of a rule');
        },
      ],
    });
    const decision = throwing(policyWith(), FRESH_SESSION, callOf());
    expect(reasonOf(decision)).toBe('rule-failed');
    expect(JSON.stringify(decision)).not.toContain('secret');
  });

  it('denies when the policy itself is broken', () => {
    const broken = {
      get profile(): never {
        throw new Error('broken');
      },
      blocks: new Map(),
      contracts: new Map(),
    };
    expect(reasonOf(decide(broken, FRESH_SESSION, callOf()))).toBe('rule-failed');
  });

  it('asks no further rule once one objected', () => {
    const silent = judge({
      grants: [
        () => ({ outcome: 'deny', reason: 'blocked-by-rule', message: '', path: [], remedies: [] }),
        () => {
          throw new Error('asked');
        },
      ],
    });
    expect(reasonOf(silent(policyWith(), FRESH_SESSION, callOf()))).toBe('blocked-by-rule');
  });

  it.each<[string, Partial<Call>, Policy, Reason | 'allow']>([
    ['an unknown tool', { name: 'delete' }, policyWith(), 'unknown-tool'],
    ['an unknown server', { serverId: other }, policyWith(), 'unknown-tool'],
    ['another pin', { pin: 'b'.repeat(64) }, policyWith(), 'unknown-tool'],
    ['another program', { source: 'npm:other' }, policyWith(), 'unknown-tool'],
    ['an undeclared kind', { kind: 'prompt' }, withServer({ prompts: false }), 'unknown-tool'],
    ['a granted tool', {}, policyWith(), 'allow'],
  ])('needs a grant even when no rule objects: %s', (_, change, policy, expected) => {
    expect(reasonOf(judge({ grants: [] })(policy, FRESH_SESSION, callOf(change)))).toBe(expected);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (policy, session, call) => {
        const decision = decide(policy as Policy, session as never, call as Call);
        expect(DecisionSchema.parse(decision).outcome).toBe('deny');
      }),
    );
  });
});

describe('receiving a result', () => {
  it('does not depend on what the session saw', () => {
    expect(mayReceive(policyWith(), LOST_SESSION, callOf()).outcome).toBe('allow');
  });

  it.each<[string, Policy, Reason]>([
    ['the profile is gone', policyWith({}, { profile: undefined }), 'unknown-profile'],
    ['the tool was blocked meanwhile', withBlock({}), 'blocked-by-rule'],
    [
      'the definition changed meanwhile',
      withServer({ pins: new Map([['send', 'b'.repeat(64)]]) }),
      'definition-changed',
    ],
  ])('is refused when %s', (_, policy, expected) => {
    expect(reasonOf(mayReceive(policy, FRESH_SESSION, callOf()))).toBe(expected);
  });
});
