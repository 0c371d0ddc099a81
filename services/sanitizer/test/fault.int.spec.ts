import { guard, sanitizer, type NamedTool } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually, useDatabase, useNats, useService } from '@archestra/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { SanitizerEnv } from '../src/sanitizer.config.ts';
import { SanitizerModule } from '../src/sanitizer.module.ts';
import { openWire, type Wire } from './wire.ts';
import { KEY, publish, world, type DecideInput } from './world.ts';

const nats = useNats();
const database = useDatabase('sanitizer');
let wire: Wire;
beforeAll(async () => {
  wire = await openWire(new URL(database().urlOf()));
});
afterAll(() => wire.close());
const definition = { name: 'sanitizer', env: SanitizerEnv, module: SanitizerModule } as const;
const service = useService(definition, nats, () => ({
  DATABASE_URL: wire.url,
  SECRET_KEY: KEY,
  LEASE_MS: '5000',
  LEASE_BEAT_MS: '100',
}));
const here = world();
let gateway: NatsClient;
type Subject = Omit<DecideInput, 'arguments'>;
const context = { organizationId: here.organizationId };
const decide = (subject: Subject) => gateway.call(sanitizer.decideCall, { ...subject, arguments: {} }, context);
const inspect = (subject: Subject) =>
  gateway.call(sanitizer.inspectOutput, { ...subject, result: {}, isError: false }, context);
const echo = (session: string) => here.subject('everything', 'echo', session);
const read = (session: string) => here.subject('files', 'read_text_file', session);
const post = (session: string) => here.subject('homemade', 'post', session);
const ready = () =>
  eventually(async () => expect(await (await fetch(`${service().url}/ready`)).json()).toEqual({ status: 'ready' }));

beforeAll(async () => {
  await publish(nats(), here.profile);
  gateway = await service().as('gateway');
  await ready();
});
afterEach(async () => {
  wire.set('through');
  await ready();
});

const observed = async (session: string, subject: Subject) => {
  expect(await decide(subject)).toEqual({ outcome: 'allow' });
  expect(await inspect(subject)).toMatchObject({ verdict: 'pass' });
  return session;
};

describe.each(['silent', 'cut'] as const)('while the database is %s', (mode) => {
  it('denies in a session it would have to read, and serves it when the database is back', async () => {
    wire.set(mode);
    expect(await decide(echo(`new-${mode}`))).toMatchObject({ outcome: 'deny', reason: 'state-unavailable' });
    wire.set('through');
    await eventually(async () => expect(await decide(echo(`new-${mode}`))).toEqual({ outcome: 'allow' }));
  });

  it('goes on in a session it knows and that cannot get worse, and forgets none of it', async () => {
    const session = await observed(`known-${mode}`, read(`known-${mode}`));
    wire.set(mode);
    for (let i = 0; i < 20; i += 1) await observed(session, echo(session));
    expect(await decide(post(session))).toMatchObject({ reason: 'untrusted-context' });
    wire.set('through');
    const client = new Client(database().urlOf());
    await client.connect();
    await eventually(async () => {
      const { rows } = await client.query(
        'SELECT seq FROM session_event WHERE organization_id = $1 AND session_id = $2 ORDER BY seq',
        [here.organizationId, session],
      );
      expect(rows.map(({ seq }: { seq: number }) => seq)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
    });
    await client.end();
  });

  it('withholds a result that would change the session, in time, and then denies such calls before they are made', async () => {
    const session = await observed(`change-${mode}`, echo(`change-${mode}`));
    const call = read(session);
    expect(await decide(call)).toEqual({ outcome: 'allow' });
    wire.set(mode);
    const started = performance.now();
    expect(await inspect(call)).toMatchObject({ verdict: 'withhold', reason: 'state-unavailable' });
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(await decide(read(session))).toMatchObject({ reason: 'state-unavailable' });
    expect(await decide(post(session))).toMatchObject({ outcome: 'deny' });
  });
});

describe.each(['silent', 'cut'] as const)('a conversation while the database is %s', (mode) => {
  const named = (subject: Subject): NamedTool => ({
    name: subject.name,
    serverId: subject.serverId,
    source: subject.source,
    upstreamName: subject.name,
    pin: subject.pin,
  });
  const principal = 'user:01900000-0000-7000-8000-00000000000a';
  const ask = (session: string, subject: Subject, toolCallId = 'one') =>
    gateway.call(
      guard.decideAnswer,
      {
        callId: subject.callId,
        sessionId: session,
        profileId: here.profile.id,
        calls: [{ toolCallId, tool: named(subject), arguments: {} }],
      },
      { ...context, principal },
    );
  const tell = (session: string, subject: Subject, toolCallId = 'one') =>
    gateway.call(
      guard.inspectConversation,
      {
        callId: subject.callId,
        sessionId: session,
        profileId: here.profile.id,
        userTexts: [],
        results: [{ position: 0, toolCallId, tool: named(subject), text: 'a page', isError: false }],
      },
      { ...context, principal },
    );

  it('is refused with a typed error when what it brings in cannot be kept, and goes on afterwards', async () => {
    const session = `talk-${mode}`;
    const subject = read(session);
    expect(await ask(session, subject)).toEqual({ decisions: [{ outcome: 'allow' }] });
    wire.set(mode);
    await expect(tell(session, subject)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
    await expect(tell(`unread-${mode}`, subject)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
    expect((await ask(session, post(session), 'two')).decisions).toMatchObject([{ outcome: 'deny' }]);
    expect((await ask(`unread-${mode}`, subject)).decisions).toMatchObject([{ reason: 'state-unavailable' }]);
    wire.set('through');
    await eventually(async () =>
      expect(await tell(session, subject)).toMatchObject({ label: { integrity: 'untrusted' }, replacements: [] }),
    );
    expect((await ask(session, post(session), 'three')).decisions).toMatchObject([{ reason: 'untrusted-context' }]);
  });

  it('gets no approval and no question that could be lost', async () => {
    const session = `asked-${mode}`;
    const bff = await service().as('bff');
    const admin = { ...context, principal: 'user:ann' };
    const contract = {
      effect: 'write',
      output: { integrity: 'trusted', audience: 'public' },
      approval: 'always',
    } as const;
    const key = { serverId: here.servers.homemade.serverId, tool: 'post' };
    await bff.call(sanitizer.setContract, { ...key, contract }, admin);
    await observed(session, echo(session));
    wire.set(mode);
    expect((await ask(session, post(session))).decisions).toMatchObject([
      { outcome: 'deny', reason: 'state-unavailable' },
    ]);
    wire.set('through');
    await eventually(async () =>
      expect((await ask(session, post(session))).decisions).toMatchObject([{ outcome: 'approve' }]),
    );
    await bff.call(sanitizer.deleteContract, key, admin);
  });
});

it('answers nothing once it has not heard of its lease for too long', async () => {
  const session = await observed('lease', read('lease'));
  wire.set('silent');
  expect(await decide(echo(session))).toEqual({ outcome: 'allow' });
  await eventually(
    async () => expect(await decide(echo(session))).toMatchObject({ reason: 'state-unavailable' }),
    8_000,
  );
  expect((await fetch(`${service().url}/ready`)).status).toBe(503);
  wire.set('through');
  await eventually(async () => expect(await decide(echo(session))).toEqual({ outcome: 'allow' }));
});

it('denies while the snapshot is not up to date, and serves again by itself', async () => {
  const session = await observed('nats', read('nats'));
  await nats().kill();
  await expect(decide(echo(session))).rejects.toMatchObject({ code: expect.stringMatching(/^PEER_/) });
  await nats().restart();
  await eventually(async () => {
    const decision = await decide(echo(session));
    if (decision.outcome === 'deny') expect(decision.reason).toBe('state-unavailable');
    expect(decision.outcome).toBe('allow');
  }, 15_000);
  expect(await decide(post(session))).toMatchObject({ reason: 'untrusted-context' });
});
