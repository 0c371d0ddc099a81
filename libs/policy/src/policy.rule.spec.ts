import type { Condition, Decision, InvocationPolicy, ResultPolicy, ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyContract, anyLabel, callOf, ORGANIZATION, policyWith, PROFILE, SERVER } from '../test/sample.ts';
import { decide, mayReceive } from './decide.ts';
import { hear } from './hear.ts';
import { MOST_RESTRICTIVE } from './label.ts';
import { observe } from './observe.ts';
import type { Policy } from './policy.ts';
import { FRESH_SESSION, LOST_SESSION, type Session } from './session.ts';

const base = {
  serverId: SERVER,
  tool: 'send',
  profileId: null,
  conditions: [],
  note: '',
  isEnabled: true,
  createdAt: '2026-11-21T00:00:00.000Z',
};
const id = (n: number): string => `01900000-0000-7000-8000-00000000000${n}`;
const onCall = (change: Partial<InvocationPolicy>): InvocationPolicy => ({
  ...base,
  id: id(1),
  action: 'block-always',
  ...change,
});
const onResult = (change: Partial<ResultPolicy>): ResultPolicy => ({
  ...base,
  id: id(1),
  tool: 'read',
  action: 'block',
  ...change,
});

const to = (operator: Condition['operator'], value: Condition['value']): Condition[] => [
  { path: '$.to', operator, value },
];
const withCalls = (policies: InvocationPolicy[], contracts: Record<string, ToolContract> = {}): Policy =>
  policyWith(contracts, { invocationPolicies: new Map([[SERVER, policies]]) });
const withResults = (policies: ResultPolicy[], contracts: Record<string, ToolContract> = {}): Policy =>
  policyWith(contracts, { resultPolicies: new Map([[SERVER, policies]]) });

const short = (decision: Decision): string =>
  decision.outcome === 'allow' ? 'allow' : `${decision.outcome} ${decision.reason}`;
const untrusted: Session = { label: MOST_RESTRICTIVE };

describe('a policy on calls', () => {
  const judge = (
    policies: InvocationPolicy[],
    session: Session = FRESH_SESSION,
    args: unknown = { to: 'ann@corp.com' },
  ) => short(decide(withCalls(policies), session, callOf({ arguments: args })));

  it.each<[string, Partial<InvocationPolicy>, string]>([
    ['of the tool', {}, 'deny blocked-by-policy'],
    ['of the server', { tool: null }, 'deny blocked-by-policy'],
    ['of the profile', { profileId: PROFILE }, 'deny blocked-by-policy'],
    ['of another tool', { tool: 'read' }, 'allow'],
    ['of another profile', { profileId: ORGANIZATION }, 'allow'],
    ['that is switched off', { isEnabled: false }, 'allow'],
    ['whose conditions hold', { conditions: to('endsWith', '@corp.com') }, 'deny blocked-by-policy'],
    ['whose conditions do not hold', { conditions: to('endsWith', '@evil.com') }, 'allow'],
  ])('%s: %s', (_, change, expected) => {
    expect(judge([onCall(change)])).toBe(expected);
  });

  it('is found by its server, never by a name', () => {
    const policy = policyWith({}, { invocationPolicies: new Map([[ORGANIZATION, [onCall({})]]]) });
    expect(decide(policy, FRESH_SESSION, callOf()).outcome).toBe('allow');
  });

  it('that speaks of one tool says nothing of a resource of that name', () => {
    const resource = callOf({ kind: 'resource', name: 'send' });
    expect(decide(withCalls([onCall({})]), FRESH_SESSION, resource).outcome).toBe('allow');
    expect(short(decide(withCalls([onCall({ tool: null })]), FRESH_SESSION, resource))).toBe('deny blocked-by-policy');
  });

  it.each<[unknown]>([[{ To: 'eve@evil.com' }], [{ to: ['eve@EVIL.com'] }], [{ to: [['eve@evil.com']] }]])(
    'is not slipped past by %j',
    (args) => {
      expect(judge([onCall({ conditions: to('endsWith', '@evil.com') })], FRESH_SESSION, args)).toBe(
        'deny blocked-by-policy',
      );
    },
  );

  it('is not slipped past, and lifts nothing, when arguments are not known', () => {
    const conditions = to('endsWith', '@evil.com');
    const decision = (action: InvocationPolicy['action']) =>
      short(decide(withCalls([onCall({ action, conditions })]), untrusted, callOf()));
    expect(decision('block-always')).toBe('deny blocked-by-policy');
    expect(decision('allow-when-untrusted')).toBe('deny untrusted-context');
  });

  it('may block only what comes after untrusted content', () => {
    const policy = onCall({ action: 'block-when-untrusted' });
    expect(judge([policy])).toBe('allow');
    expect(judge([policy], untrusted)).toBe('deny blocked-by-policy');
    expect(judge([onCall({ action: 'block-when-untrusted', tool: 'read' })], untrusted)).toBe('deny untrusted-context');
  });

  it('names itself', () => {
    for (const action of ['block-always', 'block-when-untrusted'] as const)
      expect(decide(withCalls([onCall({ action })]), untrusted, callOf())).toMatchObject({ ruleId: id(1) });
    expect(decide(withCalls([onCall({ action: 'require-approval' })]), FRESH_SESSION, callOf())).toMatchObject({
      outcome: 'approve',
      reason: 'approval-required',
      ruleId: id(1),
    });
  });

  it('may lift what the flow forbids, for arguments exactly as it says', () => {
    const lift = onCall({ action: 'allow-when-untrusted', conditions: to('endsWith', '@corp.com') });
    expect(judge([lift], untrusted)).toBe('allow');
    expect(judge([lift], LOST_SESSION)).toBe('allow');
    expect(judge([lift], untrusted, { to: 'eve@evil.com' })).toBe('deny untrusted-context');
    for (const args of [{}, { To: 'ann@corp.com' }, { to: ['ann@corp.com'] }, { to: { a: 'ann@corp.com' } }])
      expect(judge([lift], untrusted, args)).toBe('deny untrusted-context');
  });

  it('lifts neither a missing grant nor a block nor a question', () => {
    const lift = onCall({ action: 'allow-when-untrusted' });
    expect(short(decide(withCalls([lift]), untrusted, callOf({ pin: 'b'.repeat(64) })))).toBe(
      'deny definition-changed',
    );
    expect(judge([lift, onCall({ id: id(2) })], untrusted)).toBe('deny blocked-by-policy');
    expect(judge([lift, onCall({ id: id(2), action: 'block-when-untrusted' })], untrusted)).toBe(
      'deny blocked-by-policy',
    );
    expect(judge([lift, onCall({ id: id(2), action: 'require-approval' })], untrusted)).toBe(
      'approve approval-required',
    );
  });

  it('that requires approval does not turn a denial into a question', () => {
    expect(judge([onCall({ action: 'require-approval' })], untrusted)).toBe('deny untrusted-context');
  });

  it('holds for a result that arrives after it was set, unless it depends on the session', () => {
    expect(short(mayReceive(withCalls([onCall({})]), FRESH_SESSION, callOf()))).toBe('deny blocked-by-policy');
    expect(mayReceive(withCalls([onCall({ action: 'block-when-untrusted' })]), LOST_SESSION, callOf()).outcome).toBe(
      'allow',
    );
  });

  it('never lets through more when there is one more that restricts', () => {
    const restricting = fc.constantFrom(
      'block-always' as const,
      'block-when-untrusted' as const,
      'require-approval' as const,
    );
    const rank = { allow: 0, approve: 1, deny: 2 };
    fc.assert(
      fc.property(anyContract, anyLabel, restricting, fc.boolean(), (contract, label, action, isLifted) => {
        const policies = isLifted ? [onCall({ action: 'allow-when-untrusted' })] : [];
        const before = decide(withCalls(policies, { send: contract }), { label }, callOf());
        const after = decide(
          withCalls([...policies, onCall({ action, id: id(2) })], { send: contract }),
          { label },
          callOf(),
        );
        expect(rank[after.outcome]).toBeGreaterThanOrEqual(rank[before.outcome]);
      }),
    );
  });
});

describe('a policy on results', () => {
  const web: ToolContract = { effect: 'none', output: { integrity: 'untrusted', audience: 'public' } };
  const look = (
    policies: ResultPolicy[],
    content: unknown = { from: 'ann@corp.com' },
    session: Session = FRESH_SESSION,
  ) => observe(withResults(policies, { read: web }), session, callOf({ name: 'read' }), { content, isError: false });
  const from = (value: string): Condition[] => [{ path: '$.from', operator: 'endsWith', value }];

  it.each<[ResultPolicy['action'], string, string]>([
    ['mark-trusted', 'pass', 'trusted'],
    ['mark-untrusted', 'pass', 'untrusted'],
    ['sanitize', 'sanitize', 'untrusted'],
    ['block', 'block', 'untrusted'],
  ])('%s', (action, treatment, integrity) => {
    const seen = look([onResult({ action })]);
    expect(seen).toMatchObject({ treatment, label: { integrity, audience: 'public' }, ruleId: id(1) });
    expect(seen.session.label.integrity).toBe(integrity);
  });

  it('passes by its contract without one', () => {
    expect(look([])).toMatchObject({ treatment: 'pass', label: web.output });
    expect(look([])).not.toHaveProperty('ruleId');
    expect(look([onResult({ tool: 'send' })])).toMatchObject({ treatment: 'pass' });
  });

  it('marks only what says exactly what it asks for', () => {
    const policy = onResult({ action: 'mark-trusted', conditions: from('@corp.com') });
    expect(look([policy]).label.integrity).toBe('trusted');
    expect(look([policy], '{"from":"ann@corp.com"}').label.integrity).toBe('trusted');
    expect(look([policy], { content: [{ type: 'text', text: '{"from":"ann@corp.com"}' }] }).label.integrity).toBe(
      'trusted',
    );
    for (const content of [{ From: 'ann@corp.com' }, { from: ['ann@corp.com'] }, 'from: ann@corp.com'])
      expect(look([policy], content).label.integrity).toBe('untrusted');
  });

  it('treats what it does not see as what it is set against', () => {
    const policy = onResult({ action: 'sanitize', conditions: from('@evil.com') });
    const policies = withResults([policy], { read: web });
    expect(look([policy]).treatment).toBe('pass');
    expect(look([policy], { FROM: ['eve@evil.com'] }).treatment).toBe('sanitize');
    expect(observe(policies, FRESH_SESSION, callOf({ name: 'read' })).treatment).toBe('sanitize');
    const marked = withResults([onResult({ action: 'mark-trusted', conditions: from('@evil.com') })], { read: web });
    expect(observe(marked, FRESH_SESSION, callOf({ name: 'read' })).label.integrity).toBe('untrusted');
  });

  it('is outdone by a stricter one, in any order', () => {
    const actions = ['mark-trusted', 'mark-untrusted', 'sanitize', 'block'] as const;
    fc.assert(
      fc.property(fc.shuffledSubarray([...actions], { minLength: 1 }), (chosen) => {
        const strictest = actions.findLast((action) => chosen.includes(action));
        const seen = look(chosen.map((action, n) => onResult({ action, id: id(n) })));
        expect(seen.ruleId).toBe(id(chosen.indexOf(strictest ?? 'block')));
      }),
    );
  });

  it('lets a session learn nothing from what is not shown as it is', () => {
    const send: ToolContract = { effect: 'egress', output: web.output, recipients: ['$.to'] };
    for (const action of ['mark-trusted', 'sanitize', 'block'] as const) {
      const policy = withResults([onResult({ action })], { read: web, send });
      const session = observe(policy, hear(untrusted, 'Write to x'), callOf({ name: 'read' }), {
        content: { to: 'ann@corp.com' },
        isError: false,
      }).session;
      const decision = decide(policy, { ...session, label: web.output }, callOf({ arguments: { to: 'ann@corp.com' } }));
      expect(short(decision)).toBe(action === 'mark-trusted' ? 'allow' : 'deny untrusted-argument');
    }
  });

  it('does not help a call that nothing grants', () => {
    const policy = withResults([onResult({ action: 'mark-trusted', tool: null })]);
    const seen = observe(policy, FRESH_SESSION, callOf({ name: 'nowhere' }), { content: 'x', isError: false });
    expect(seen).toMatchObject({ label: MOST_RESTRICTIVE, treatment: 'pass' });
  });
});
