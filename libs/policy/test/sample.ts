import type { BlockRule, Label, ToolContract } from '@archestra/contracts';
import fc from 'fast-check';
import { contractKey } from '../src/contract.ts';
import type { Call, Policy, ServerGrant } from '../src/policy.ts';

/** Any label over a small world of readers, so that sets often meet. */
export const anyLabel: fc.Arbitrary<Label> = fc.record({
  integrity: fc.constantFrom('untrusted' as const, 'trusted' as const),
  audience: fc.oneof(
    fc.constant('public' as const),
    fc.array(fc.constantFrom('ann', 'ben', 'cleo', 'dan'), { maxLength: 5 }),
  ),
});

/** Any contract at all. */
export const anyContract: fc.Arbitrary<ToolContract> = fc.record({
  effect: fc.constantFrom('none' as const, 'write' as const, 'egress' as const, 'destructive' as const),
  output: anyLabel,
});

export const ORGANIZATION = '01900000-0000-7000-8000-000000000001';
export const PROFILE = '01900000-0000-7000-8000-000000000002';
export const SERVER = '01900000-0000-7000-8000-000000000003';
export const PIN = 'a'.repeat(64);

export const server: ServerGrant = {
  name: 'mail',
  source: 'npm:mail',
  resources: true,
  prompts: true,
  pins: new Map([
    ['send', PIN],
    ['read', PIN],
  ]),
};

/** A policy that grants the tools `send` and `read`; administrators' contracts by tool name. */
export const policyWith = (contracts: Record<string, ToolContract> = {}, change: Partial<Policy> = {}): Policy => ({
  profile: { id: PROFILE, organizationId: ORGANIZATION, servers: new Map([[SERVER, server]]) },
  blocks: new Map(),
  contracts: new Map(Object.entries(contracts).map(([tool, contract]) => [contractKey(SERVER, tool), contract])),
  ...change,
});

/** A well-formed call of a granted tool. */
export const callOf = (change: Partial<Call> = {}): Call => ({
  organizationId: ORGANIZATION,
  callId: 'call-1',
  profileId: PROFILE,
  serverId: SERVER,
  source: 'npm:mail',
  kind: 'tool',
  name: 'send',
  pin: PIN,
  ...change,
});

export const blockRule = (change: Partial<BlockRule> = {}): BlockRule => ({
  id: '01900000-0000-7000-8000-000000000009',
  serverId: SERVER,
  tool: 'send',
  profileId: null,
  note: 'not today',
  createdAt: '2026-11-21T00:00:00.000Z',
  ...change,
});
