import type { ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from './decide.ts';
import { isAtLeastAsRestrictive, join, MOST_RESTRICTIVE } from './label.ts';
import { observe } from './observe.ts';
import type { Call, Policy } from './policy.ts';
import {
  anyContract,
  anyLabel,
  callOf,
  ORGANIZATION,
  PIN,
  policyWith,
  PROFILE,
  SERVER,
  server,
} from '../test/sample.ts';
import { absorb, FRESH_SESSION, LOST_SESSION, type Session } from './session.ts';

const web: ToolContract = { effect: 'none', output: { integrity: 'untrusted', audience: 'public' } };
const safe: ToolContract = { effect: 'none', output: { integrity: 'trusted', audience: 'public' } };
const secret: ToolContract = { effect: 'none', output: { integrity: 'trusted', audience: ['ann'] } };

describe('observing a result', () => {
  it('labels it by the contract and remembers the first cause', () => {
    const seen = observe(policyWith({ read: web }), FRESH_SESSION, callOf({ callId: 'c1', name: 'read' }));
    expect(seen.label).toEqual(web.output);
    expect(seen.session).toEqual({ label: web.output, untrustedBy: { callId: 'c1', what: 'tool "read" of "mail"' } });
    const again = observe(policyWith({ read: web }), seen.session, callOf({ callId: 'c2', name: 'read' }));
    expect(again.session).toBe(seen.session);
  });

  it('keeps the first cause on each axis apart', () => {
    const first = observe(policyWith({ read: secret }), FRESH_SESSION, callOf({ callId: 'c1', name: 'read' })).session;
    const second = observe(policyWith({ read: web }), first, callOf({ callId: 'c2', name: 'read' })).session;
    expect(second).toMatchObject({ narrowedBy: { callId: 'c1' }, untrustedBy: { callId: 'c2' } });
    const third = observe(
      policyWith({ read: { ...safe, output: { integrity: 'trusted', audience: [] } } }),
      second,
      callOf({ callId: 'c3', name: 'read' }),
    ).session;
    expect(third).toMatchObject({ label: MOST_RESTRICTIVE, narrowedBy: { callId: 'c1' } });
  });

  it('leaves a session alone that saw only its own words', () => {
    expect(observe(policyWith({ read: safe }), FRESH_SESSION, callOf({ name: 'read' })).session).toBe(FRESH_SESSION);
  });

  it.each<[string, Partial<Call>]>([
    ['a tool without a contract', {}],
    ['a tool nobody granted', { name: 'delete' }],
    ['a server nobody knows', { serverId: '01900000-0000-7000-8000-0000000000ff' }],
    ['a definition nobody granted', { pin: 'b'.repeat(64) }],
    ['a program that claims to be reviewed', { source: 'npm:@modelcontextprotocol/server-everything', name: 'echo' }],
    ['a resource', { kind: 'resource', name: 'file:///a' }],
    ['a prompt', { kind: 'prompt', name: 'greet' }],
  ])('labels %s most restrictively', (_, change) => {
    const seen = observe(policyWith(), FRESH_SESSION, callOf(change));
    expect(seen.label).toEqual(MOST_RESTRICTIVE);
    expect(seen.session.label).toEqual(MOST_RESTRICTIVE);
  });

  it('loses the session rather than guess when it cannot tell', () => {
    const broken = {
      get profile(): never {
        throw new Error('broken');
      },
      blocks: new Map(),
      contracts: new Map(),
    };
    expect(observe(broken, FRESH_SESSION, callOf())).toEqual({
      session: LOST_SESSION,
      label: MOST_RESTRICTIVE,
      treatment: 'block',
    });
  });

  it('blames the call when a session without a history is untrusted already', () => {
    const session = absorb({ label: { integrity: 'untrusted', audience: 'public' } }, secret.output, () => ({
      what: 'x',
    }));
    expect(session).toMatchObject({ untrustedBy: { what: 'x' }, narrowedBy: { what: 'x' } });
  });
});

const names = ['t0', 't1', 't2', 't3', 't4'];
const world = (contracts: (ToolContract | undefined)[]): Policy => ({
  ...policyWith(
    {},
    {
      profile: {
        id: PROFILE,
        organizationId: ORGANIZATION,
        servers: new Map([[SERVER, { ...server, pins: new Map(names.map((name) => [name, PIN])) }]]),
      },
    },
  ),
  contracts: new Map(
    contracts.flatMap((contract, index) => (contract ? [[`${SERVER}\nt${index}`, contract] as const] : [])),
  ),
});

/** Any sequence of calls, each perhaps of a tool that does not exist, perhaps with the wrong pin. */
const anySteps = fc.array(
  fc.record({
    name: fc.constantFrom(...names, 'nowhere'),
    pin: fc.constantFrom(PIN, PIN, PIN, 'b'.repeat(64)),
    kind: fc.constantFrom('tool' as const, 'tool' as const, 'resource' as const),
  }),
  { maxLength: 40 },
);
const anyWorld = fc
  .array(fc.option(anyContract, { nil: undefined }), { minLength: names.length, maxLength: names.length })
  .map(world);

/** What holds for a call of that world, told without the code under test. */
const expectedOf = (policy: Policy, { kind, name }: Call): ToolContract => {
  const worst: ToolContract = { effect: 'egress', output: { integrity: 'untrusted', audience: [] } };
  return kind === 'resource' ? { ...worst, effect: 'none' } : (policy.contracts.get(`${SERVER}\n${name}`) ?? worst);
};

describe('any sequence of events', () => {
  it('never leads from an untrusted or narrow source to an effect that its contract forbids', () => {
    fc.assert(
      fc.property(anyWorld, anySteps, (policy, steps) => {
        let session: Session = FRESH_SESSION;
        let sawUntrusted = false;
        let sawNarrow = false;
        steps.forEach((step, index) => {
          const call = callOf({ ...step, callId: `c${index}` });
          if (decide(policy, session, call).outcome === 'deny') return;
          const { effect, output } = expectedOf(policy, call);
          expect(sawUntrusted && ['egress', 'destructive'].includes(effect)).toBe(false);
          expect(sawNarrow && effect === 'egress').toBe(false);
          sawUntrusted ||= output.integrity === 'untrusted';
          sawNarrow ||= output.audience !== 'public';
          session = observe(policy, session, call).session;
        });
      }),
      { numRuns: 500 },
    );
  });

  it('never makes a session cleaner: no step, no number of harmless steps', () => {
    fc.assert(
      fc.property(anyWorld, anySteps, (policy, steps) => {
        let session: Session = FRESH_SESSION;
        for (const step of steps) {
          const next = observe(policy, session, callOf(step)).session;
          expect(isAtLeastAsRestrictive(next.label, session.label)).toBe(true);
          session = next;
        }
      }),
    );
  });

  it('ends in the same label whatever the order, and however often a step is repeated', () => {
    fc.assert(
      fc.property(anyWorld, anySteps, fc.infiniteStream(fc.nat()), (policy, steps, random) => {
        const fold = (list: typeof steps) =>
          list.reduce<Session>((session, step) => observe(policy, session, callOf(step)).session, FRESH_SESSION).label;
        const order = steps.map((step) => ({ step, at: random.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        expect(fold(order.map(({ step }) => step))).toEqual(fold(steps));
        expect(fold([...steps, ...steps])).toEqual(fold(steps));
      }),
    );
  });

  it('holds for a taint that is five hundred harmless reads old', () => {
    const policy = world([web, safe, { effect: 'egress', output: safe.output }]);
    let session = observe(policy, FRESH_SESSION, callOf({ name: 't0' })).session;
    for (let i = 0; i < 500; i += 1)
      session = observe(policy, session, callOf({ name: 't1', callId: `r${i}` })).session;
    expect(decide(policy, session, callOf({ name: 't2' }))).toMatchObject({
      reason: 'untrusted-context',
      path: [{ callId: 'call-1' }, {}, {}],
    });
  });

  it('agrees with joining all labels at once', () => {
    fc.assert(
      fc.property(fc.array(anyLabel, { maxLength: 20 }), (labels) => {
        const session = labels.reduce<Session>(
          (before, label) => absorb(before, label, () => ({ what: 'x' })),
          FRESH_SESSION,
        );
        expect(session.label).toEqual(labels.reduce(join, FRESH_SESSION.label));
      }),
    );
  });
});
