import type { Decision } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { contractKey, FRESH_SESSION, profileGrant, type Policy } from '@archestra/policy';
import { world } from '../../test/world.ts';
import { Recorder } from '../session/recorder.ts';
import { resident } from '../session/resident.ts';
import type { SessionRow } from '../session/session-row.ts';
import { CallService } from './call.service.ts';
import { Judge, type JudgeParts } from './judge.ts';

const here = world();
const behalf = { organizationId: here.organizationId, principal: 'user:ada' };
const policy: Policy = { profile: profileGrant(here.profile), blocks: new Map(), contracts: new Map() };

const shield = { replace: () => Promise.reject(new Error('no policy keeps anything here')) };
const nobody = { seek: () => Promise.resolve({ kind: 'too-many' as const }) };

const build = (
  change: Partial<JudgeParts & { commitTimeoutMs: number }> = {},
  log: Partial<ConstructorParameters<typeof Recorder>[0]> = {},
) => {
  const rows: { row: SessionRow; urgent: boolean }[] = [];
  const session = resident(here.organizationId, 's', { state: FRESH_SESSION, seq: 0 });
  const written = {
    isFull: false,
    isFailing: false,
    append: (row: SessionRow, urgent: boolean) => {
      rows.push({ row, urgent });
      return Promise.resolve();
    },
    ...log,
  };
  const troubles: string[] = [];
  const parts = {
    policies: { isCurrent: true, of: () => policy },
    sessions: { peek: () => session, load: () => Promise.resolve(session) },
    recorder: new Recorder(written),
    approvals: nobody,
    lease: { isHeld: true },
    onTrouble: (_error: unknown, what: string) => void troubles.push(what),
    ...change,
  };
  const calls = new CallService({
    ...parts,
    judge: new Judge(parts),
    shield,
    commitTimeoutMs: change.commitTimeoutMs ?? 30,
  });
  const decide = (tool: 'echo' | 'gzip-file-as-resource' | 'read_text_file', callId = 'c1') =>
    calls.decide(behalf, { ...subject(tool), callId, arguments: {} });
  const inspect = (tool: 'echo' | 'gzip-file-as-resource' | 'read_text_file', callId = 'c1') =>
    calls.inspect(behalf, { ...subject(tool), callId, result: {}, isError: false });
  return { calls, session, rows, troubles, decide, inspect };
};
const subject = (tool: string) => here.subject(tool === 'read_text_file' ? 'files' : 'everything', tool, 's');
const explode = (): never => {
  throw new Error('secret detail');
};
const reasonOf = async (decision: Decision | Promise<Decision>) => {
  const settled = await decision;
  expect(JSON.stringify(settled)).not.toContain('secret');
  return settled.outcome === 'deny' ? settled.reason : 'allow';
};

describe('deciding', () => {
  it('answers at once for a session in memory', () => {
    expect(build().decide('echo')).toEqual({ outcome: 'allow' });
  });

  it.each<[string, Partial<JudgeParts>, string]>([
    ['the lease is not held', { lease: { isHeld: false } }, 'state-unavailable'],
    ['the snapshot is not up to date', { policies: { isCurrent: false, of: () => policy } }, 'state-unavailable'],
    ['looking up policies throws', { policies: { isCurrent: true, of: explode } }, 'rule-failed'],
    ['looking up the session throws', { sessions: { peek: explode, load: explode } }, 'rule-failed'],
    ['reading the session throws', { sessions: { peek: () => undefined, load: explode } }, 'rule-failed'],
    [
      'reading the session fails',
      { sessions: { peek: () => undefined, load: () => Promise.reject(new Error('secret')) } },
      'state-unavailable',
    ],
    ['a rule throws on a broken policy', { policies: { isCurrent: true, of: () => ({}) as Policy } }, 'rule-failed'],
    [
      'a rule throws on a broken block list',
      { policies: { isCurrent: true, of: () => ({ ...policy, blocks: { get: explode } as never }) } },
      'rule-failed',
    ],
  ])('denies when %s', async (_, change, reason) => {
    expect(await reasonOf(build(change).decide('echo'))).toBe(reason);
  });

  it('denies when the lease was lost while a session was read', async () => {
    const lease = { isHeld: true };
    const session = resident(here.organizationId, 's', { state: FRESH_SESSION, seq: 0 });
    const load = () => {
      lease.isHeld = false;
      return Promise.resolve(session);
    };
    expect(await reasonOf(build({ lease, sessions: { peek: () => undefined, load } }).decide('echo'))).toBe(
      'state-unavailable',
    );
  });

  it('reads no session for a call that does not exist', async () => {
    const parts = { sessions: { peek: () => undefined, load: explode } };
    expect(await reasonOf(build(parts).calls.decide(behalf, { ...subject('nothing'), arguments: {} }))).toBe(
      'unknown-tool',
    );
  });

  it('denies when what sessions see can no longer be kept', async () => {
    expect(await reasonOf(build({}, { isFull: true }).decide('echo'))).toBe('state-unavailable');
    const failing = build({}, { isFailing: true });
    expect(await reasonOf(failing.decide('echo'))).toBe('allow');
    expect(await reasonOf(failing.decide('read_text_file', 'c2'))).toBe('state-unavailable');
  });

  it('denies a call id that stands for another call already', async () => {
    const { decide } = build();
    expect(await reasonOf(decide('echo'))).toBe('allow');
    expect(await reasonOf(decide('echo'))).toBe('allow');
    expect(await reasonOf(decide('read_text_file'))).toBe('rule-failed');
  });

  it.each(['x'.repeat(201), 'a\0b', 'a\ud800'])('denies a call id that cannot be kept: %j', async (callId) => {
    expect(await reasonOf(build().decide('echo', callId))).toBe('rule-failed');
  });
});

describe('inspecting', () => {
  it('passes what changes nothing at once and without urgency', () => {
    const { decide, inspect, rows } = build();
    void decide('echo');
    expect(inspect('echo')).toEqual({ verdict: 'pass', label: { integrity: 'trusted', audience: 'public' } });
    expect(rows).toMatchObject([{ urgent: false, row: { seq: 1, outcome: 'observed' } }]);
  });

  it('waits for the commit of what changes the session, and decides with it in mind from the start', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { decide, inspect, session } = build({}, { append: () => promise });
    void decide('read_text_file');
    const verdict = inspect('read_text_file');
    expect(verdict).toBeInstanceOf(Promise);
    expect(await reasonOf(decide('gzip-file-as-resource', 'c2'))).toBe('untrusted-context');
    expect(session.committed).toBe(FRESH_SESSION);
    resolve();
    expect(await verdict).toMatchObject({ verdict: 'pass' });
    expect(session.committed).toBe(session.state);
  });

  it('makes a second result wait as well while the first change is not committed', async () => {
    const waiting: (() => void)[] = [];
    const { decide, inspect } = build(
      { commitTimeoutMs: 1_000 },
      { append: () => new Promise((resolve) => waiting.push(resolve)) },
    );
    void decide('read_text_file', 'c1');
    void decide('read_text_file', 'c2');
    const both = [inspect('read_text_file', 'c1'), inspect('read_text_file', 'c2')];
    expect(both.every((verdict) => verdict instanceof Promise)).toBe(true);
    for (const resolve of waiting) resolve();
    expect(await Promise.all(both)).toMatchObject([{ verdict: 'pass' }, { verdict: 'pass' }]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('secret'))],
    ['takes too long', () => new Promise<void>(() => undefined)],
  ])('withholds when the commit %s, and the session stays as bad as it may be', async (_, append) => {
    const { decide, inspect } = build({}, { append });
    void decide('read_text_file');
    expect(await inspect('read_text_file')).toMatchObject({ verdict: 'withhold', reason: 'state-unavailable' });
    expect(await reasonOf(decide('gzip-file-as-resource', 'c2'))).toBe('untrusted-context');
  });

  it('keeps a session in memory while a person or a second model is awaited', async () => {
    const asking = Promise.withResolvers<{ kind: 'pending'; approvalId: string }>();
    const contract = {
      effect: 'none',
      output: { integrity: 'trusted', audience: 'public' },
      approval: 'always',
    } as const;
    const contracts = new Map([[contractKey(here.servers.everything.serverId, 'echo'), contract]]);
    const { decide, session } = build({
      policies: { isCurrent: true, of: () => ({ ...policy, contracts }) },
      approvals: { seek: () => asking.promise },
    });
    const decision = decide('echo');
    expect(session.pending).toBe(1);
    asking.resolve({ kind: 'pending', approvalId: 'a' });
    expect(await decision).toMatchObject({ outcome: 'approve', approvalId: 'a' });
    await Promise.resolve();
    expect(session.pending).toBe(0);
  });

  it('withholds a result nobody decided', async () => {
    expect(await build().inspect('echo')).toMatchObject({ verdict: 'withhold' });
    expect(await build({ sessions: { peek: () => undefined, load: explode } }).inspect('echo')).toMatchObject({
      verdict: 'withhold',
    });
  });

  it.each<[string, Partial<JudgeParts>, string]>([
    ['the lease is lost', { lease: { isHeld: false } }, 'state-unavailable'],
    ['the snapshot is not up to date', { policies: { isCurrent: false, of: () => policy } }, 'state-unavailable'],
    ['the lookup throws', { sessions: { peek: explode, load: explode } }, 'rule-failed'],
  ])('withholds when %s', async (_, change, reason) => {
    expect(await build(change).inspect('echo')).toMatchObject({
      verdict: 'withhold',
      reason,
      message: expect.not.stringContaining('secret'),
    });
  });

  it('withholds when a profile was withdrawn between question and answer', async () => {
    let current: Policy = policy;
    const { decide, inspect } = build({ policies: { isCurrent: true, of: () => current } });
    void decide('echo');
    current = { ...policy, profile: undefined };
    expect(await inspect('echo')).toMatchObject({ verdict: 'withhold', reason: 'unknown-profile' });
  });

  it('withholds when no more can be written down', async () => {
    const log = { isFull: false };
    const { decide, inspect } = build({}, log);
    void decide('echo');
    expect(await inspect('echo')).toMatchObject({ verdict: 'pass' });
    const full = build(
      {},
      {
        get isFull() {
          return true;
        },
      },
    );
    full.session.decided.note({ ...subject('echo'), organizationId: here.organizationId, callId: 'c1' });
    expect(await full.inspect('echo')).toMatchObject({ verdict: 'withhold', reason: 'state-unavailable' });
  });
});
