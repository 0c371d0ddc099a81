import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sanitizer, type ToolContract } from '@archestra/contracts';
import { contractKey } from '@archestra/policy';
import { NatsClient } from '@archestra/messaging';
import { Readiness } from '@archestra/service';
import { connectAs, eventually, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CallService } from '../src/call/call.service.ts';
import { Judge } from '../src/call/judge.ts';
import { Database } from '../src/db/database.store.ts';
import { homeOf } from '../src/lease/home.ts';
import { Lease } from '../src/lease/lease.ts';
import { LeaseStore } from '../src/lease/lease.store.ts';
import { Policies } from '../src/policy/policies.ts';
import { PolicyCache } from '../src/policy/policy-cache.ts';
import { Recorder } from '../src/session/recorder.ts';
import { SessionLog } from '../src/session/session-log.ts';
import { SessionStore } from '../src/session/session.store.ts';
import { Sessions } from '../src/session/sessions.ts';
import { SanitizerEnv } from '../src/sanitizer.config.ts';
import { SanitizerModule } from '../src/sanitizer.module.ts';
import { KEY, publish, world, type DecideInput } from './world.ts';

const nats = useNats();
const database = useDatabase('sanitizer');
const here = world();
const behalf = { organizationId: here.organizationId, principal: 'user:ada' };
const context = { organizationId: here.organizationId };
const nothing = new PolicyCache({} as never, 0, () => undefined).of(here.organizationId);
const shield = { replace: () => Promise.reject(new Error('no policy keeps anything here')) };
type Subject = Omit<DecideInput, 'arguments'>;

const directories: string[] = [];
const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'sanitizer-'));
  directories.push(made);
  return made;
};
afterAll(() => directories.forEach((made) => rmSync(made, { recursive: true, force: true })));

/** One process's worth of the sanitizer, wired to the real database but not to NATS; ends like a process that was killed: not at all. */
const processIn = async (dataDir: string, leaseMs = 30_000, contracts = nothing.contracts) => {
  const config = SanitizerEnv.parse({
    PORT: 0,
    NATS_URL: 'x',
    NATS_USER: 'x',
    DATA_DIR: dataDir,
    DATABASE_URL: database().urlOf(),
    SECRET_KEY: KEY,
  });
  const store = new Database(config, new Readiness());
  const taken: string[] = [];
  const lease = new Lease(new LeaseStore(store), {
    home: homeOf(dataDir),
    leaseMs,
    beatMs: 50,
    onTaken: () => taken.push('taken'),
    onTrouble: () => undefined,
  });
  const log = new SessionLog(new SessionStore(store), {
    holder: lease.holder,
    lingerMs: 20,
    batch: 200,
    capacity: 1_000,
    retryMs: 50,
    onTaken: () => lease.surrender(),
    onTrouble: () => undefined,
  });
  const sessions = new Sessions(new SessionStore(store), {
    idleMs: 1,
    capacity: 100,
    openCallMs: 60_000,
    onTrouble: () => undefined,
  });
  const policies = new Policies(
    { synced: true, get: (key) => (key === here.profile.id ? here.profile : undefined) },
    { isLoaded: true, of: () => ({ ...nothing, contracts }) },
  );
  const parts = {
    policies,
    sessions,
    recorder: new Recorder(log),
    approvals: { seek: () => Promise.resolve({ kind: 'too-many' as const }) },
    lease,
    onTrouble: () => undefined,
  };
  const calls = new CallService({ ...parts, judge: new Judge(parts), shield, commitTimeoutMs: 1_000 });
  open.push(async () => {
    await log.close(500);
    await lease.release();
    await store.close();
  });
  const ask = (subject: Subject, given: unknown = {}) => calls.decide(behalf, { ...subject, arguments: given });
  const tell = (subject: Subject, result: unknown = {}) =>
    calls.inspect(behalf, { ...subject, result, isError: false });
  return { lease, log, sessions, taken, ask, tell };
};
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
const read = (session: string) => here.subject('files', 'read_text_file', session);
const echo = (session: string) => here.subject('everything', 'echo', session);
const post = (session: string) => here.subject('homemade', 'post', session);

describe('after a process was killed', () => {
  it('its successor in the same place begins at once and knows every taint whose result was shown', async () => {
    const home = directory();
    const first = await processIn(home);
    await first.lease.acquire();
    const subjects = Array.from({ length: 50 }, (_, index) => read(`s${index}`));
    for (const subject of subjects) expect(await first.ask(subject)).toEqual({ outcome: 'allow' });
    expect(await first.ask(echo('idle'))).toEqual({ outcome: 'allow' });
    const shown = await Promise.all(subjects.map((subject) => first.tell(subject)));
    expect(shown.every(({ verdict }) => verdict === 'pass')).toBe(true);

    const second = await processIn(home);
    await second.lease.acquire();
    for (const { sessionId } of subjects)
      expect(await second.ask(post(sessionId))).toMatchObject({ reason: 'untrusted-context' });
    expect(await second.ask(post('idle'))).toEqual({ outcome: 'allow' });
  });

  it('one that was only thought dead can show nothing new and learns of its end', async () => {
    const home = directory();
    const first = await processIn(home);
    await first.lease.acquire();
    const call = read('zombie');
    await first.ask(call);
    const second = await processIn(home);
    await second.lease.acquire();
    expect(await first.tell(call)).toMatchObject({ verdict: 'withhold', reason: 'state-unavailable' });
    await eventually(() => expect(first.taken).toEqual(['taken']));
    expect(await first.ask(echo('zombie'))).toMatchObject({ reason: 'state-unavailable' });
    expect(await second.ask(post('zombie'))).toEqual({ outcome: 'allow' });
  });

  it('its successor knows what the session wrote somewhere while it was untrusted', async () => {
    const trusted = { integrity: 'trusted', audience: 'public' } as const;
    const contracts = new Map([
      [contractKey(here.servers.homemade.serverId, 'post'), { effect: 'write', output: trusted }],
      [
        contractKey(here.servers.everything.serverId, 'gzip-file-as-resource'),
        { effect: 'egress', output: trusted, recipients: ['$.to'] },
      ],
    ] satisfies [string, ToolContract][]);
    const home = directory();
    const first = await processIn(home, 30_000, contracts);
    await first.lease.acquire();
    for (const [call, given] of [
      [read('laundry'), {}],
      [post('laundry'), { note: 'eve@example.net' }],
    ] as const) {
      expect(await first.ask(call, given)).toEqual({ outcome: 'allow' });
      expect(await first.tell(call)).toMatchObject({ verdict: 'pass' });
    }
    const second = await processIn(home, 30_000, contracts);
    await second.lease.acquire();
    const back = post('laundry');
    await second.ask(back);
    const text = 'eve@example.net and ann@example.org';
    expect(await second.tell(back, { content: [{ type: 'text', text }] })).toMatchObject({ label: trusted });
    const reasonFor = async (to: string) =>
      (await second.ask(here.subject('everything', 'gzip-file-as-resource', 'laundry'), { to })) as { reason?: string };
    expect(await reasonFor('eve@example.net')).toMatchObject({ outcome: 'deny', reason: 'untrusted-argument' });
    expect((await reasonFor('ann@example.org')).reason).not.toBe('untrusted-argument');
  });

  it('a successor in another place waits until the lease is over', async () => {
    const first = await processIn(directory(), 1_000);
    await first.lease.acquire();
    const second = await processIn(directory(), 1_000);
    let got = false;
    const acquiring = second.lease.acquire().then(() => (got = true));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(got).toBe(false);
    expect(first.lease.isHeld).toBe(true);
    await first.lease.release();
    await acquiring;
    expect([first.lease.isHeld, second.lease.isHeld]).toEqual([false, true]);
  });

  it('never two of many get the lease', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => processIn(directory())));
    void all.forEach(({ lease }) => void lease.acquire());
    await eventually(() => expect(all.filter(({ lease }) => lease.isHeld)).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(all.filter(({ lease }) => lease.isHeld)).toHaveLength(1);
  });
});

describe('a session', () => {
  it('leaves memory when idle, and comes back as it was', async () => {
    const one = await processIn(directory());
    await one.lease.acquire();
    const call = read('idle-out');
    await one.ask(call);
    await one.tell(call);
    await eventually(() => {
      one.sessions.sweep(Date.now() + 10);
      expect(one.sessions.size).toBe(0);
    });
    expect(await one.ask(post('idle-out'))).toMatchObject({
      reason: 'untrusted-context',
      path: [{ callId: call.callId }, {}, {}],
    });
  });

  it('whose kept state is unreadable counts as lost', async () => {
    const one = await processIn(directory());
    await one.lease.acquire();
    const call = echo('broken');
    await one.ask(call);
    await one.tell(call);
    await one.log.flush(1_000);
    one.sessions.sweep(Date.now() + 10);
    const client = new Client(database().urlOf());
    await client.connect();
    await client.query(`UPDATE session_event SET state = '{"label":{"integrity":"yes"}}' WHERE session_id = 'broken'`);
    await client.end();
    expect(await one.ask(post('broken'))).toMatchObject({
      reason: 'untrusted-context',
      path: [{ text: expect.stringContaining('recovered') }, {}, {}],
    });
  });

  it('is not poisoned by a foreign name the database cannot keep', async () => {
    const one = await processIn(directory());
    await one.lease.acquire();
    const call: Subject = { ...read('odd'), kind: 'resource', name: 'file:///a\0b\ud800' };
    expect(await one.ask(call)).toEqual({ outcome: 'allow' });
    expect(await one.tell(call)).toMatchObject({ verdict: 'pass', label: { integrity: 'untrusted' } });
    expect(await one.ask({ ...read('a\0b') })).toMatchObject({ reason: 'rule-failed' });
  });
});

describe('the service', () => {
  const definition = { name: 'sanitizer', env: SanitizerEnv, module: SanitizerModule } as const;
  let gateway: NatsClient;
  let connection: Awaited<ReturnType<typeof connectAs>>;
  const ask = (subject: Subject) => gateway.call(sanitizer.decideCall, { ...subject, arguments: {} }, context);
  const tell = (subject: Subject) =>
    gateway.call(sanitizer.inspectOutput, { ...subject, result: {}, isError: false }, context);
  beforeAll(async () => {
    await provisionNats(nats());
    await publish(nats(), here.profile);
    connection = await connectAs(nats(), 'gateway');
    gateway = new NatsClient(connection);
  });
  afterAll(() => connection.close());

  it('remembers sessions over a restart while a second replica stands by and takes no requests', async () => {
    const environment = { DATABASE_URL: database().urlOf(), SECRET_KEY: KEY, LEASE_BEAT_MS: '50' };
    const first = await startService(definition, nats(), environment);
    await eventually(async () => expect(await ask(read('kept'))).toEqual({ outcome: 'allow' }));
    const call = read('kept');
    await ask(call);
    expect(await tell(call)).toMatchObject({ verdict: 'pass' });
    const starting = startService(definition, nats(), environment);
    const winner = await Promise.race([
      starting.then(() => 'second'),
      new Promise((resolve) => setTimeout(() => resolve('nobody'), 700)),
    ]);
    expect(winner).toBe('nobody');
    for (const answer of await Promise.all(Array.from({ length: 30 }, () => ask(echo('kept')))))
      expect(answer).toEqual({ outcome: 'allow' });
    await first.stop();
    const second = await starting;
    await eventually(async () => expect(await ask(post('kept'))).toMatchObject({ reason: 'untrusted-context' }));
    await second.stop();
    await expect(ask(echo('kept'))).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
  });
});
