import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EVENT_STREAM,
  gatewayEvents,
  knowledgeEvents,
  orchestratorEvents,
  registryEvents,
  SYSTEM_ORGANIZATION,
} from '@archestra/contracts';
import type { EventContract, EventData, ServiceName, User } from '@archestra/contracts';
import { toEnvelope } from '@archestra/messaging';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { useConsole } from './harness/console.ts';
import { SseReader } from './harness/sse.ts';
import { admin, at, callId, foreignServerId, member, organizationId, profileId, serverId } from './harness/world.ts';

const publishers = new Map<ServiceName, NatsConnection>();
const completed: EventData<typeof gatewayEvents.toolCallCompleted> = {
  callId,
  sessionId: 's',
  profile: { id: profileId, name: 'Default' },
  principal: { kind: 'user', id: admin.id, name: 'admin' },
  client: { name: 'test', version: '1', protocolVersion: '2025-11-25' },
  method: 'tools/call',
  server: { id: serverId, name: 'everything' },
  name: 'echo',
  upstreamName: 'echo',
  arguments: { text: '{}', bytes: 2, truncated: false },
  result: null,
  isError: false,
  outcome: 'answered',
  error: null,
  decision: { outcome: 'allow', reason: null, path: [] },
  label: null,
  startedAt: at,
  timing: { totalUs: 1_200 },
};
const refused: EventData<typeof gatewayEvents.requestRefused> = {
  requestId: callId,
  profileId: null,
  principal: null,
  method: null,
  error: { code: 'UNAUTHENTICATED', message: 'Unknown token.', fault: 'client' },
  remoteAddress: '127.0.0.1',
  startedAt: at,
  repeated: 3,
};

describe('the live console', () => {
  const console = useConsole({ STREAM_HEARTBEAT_MS: '200', STREAM_BUFFER_BYTES: '4096', STREAM_IDLE_MS: '1000' });

  beforeAll(async () => {
    for (const name of ['gateway', 'orchestrator', 'registry', 'knowledge'] as const)
      publishers.set(name, await console.connect(name));
  });
  afterAll(async () => {
    for (const connection of publishers.values()) await connection.close();
  });

  const publish = async <E extends EventContract>(
    contract: E,
    data: EventData<E>,
    organization = organizationId,
  ): Promise<string> => {
    const source = contract.type.split('.')[0] as ServiceName;
    const { id, subject, payload } = toEnvelope(contract, source, { organizationId: organization, data });
    const connection = publishers.get(source);
    if (!connection) throw new Error(source);
    await jetstream(connection).publish(subject, payload, { msgID: id });
    return id;
  };

  const watch = async (user: User, headers: Record<string, string> = {}, path = '/api/events'): Promise<SseReader> => {
    const abort = new AbortController();
    const answer = await console.ask(path, { as: user, headers, signal: abort.signal });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    return new SseReader(answer, abort);
  };

  /** Whoever opens the first stream is told of a gap once the feed has its place; from then on nothing is missed. */
  const settled = async (reader: SseReader): Promise<void> => {
    await reader.until(() => reader.messages.some(({ event }) => event === 'gap'));
    reader.messages.length = 0;
  };

  /** How many requests for events wait at the broker. */
  const pulls = async (): Promise<number> => {
    const connection = await console.connect('admin');
    const infos = await (await jetstreamManager(connection)).consumers.list(EVENT_STREAM).next();
    await connection.close();
    return infos.reduce((sum, { num_waiting }) => sum + num_waiting, 0);
  };

  it('shows each person what they may see, and nothing else', async () => {
    const [boss, worker] = [await watch(admin), await watch(member)];
    await settled(boss);
    worker.messages.length = 0;
    await publish(gatewayEvents.toolCallCompleted, completed);
    await publish(gatewayEvents.requestRefused, refused, SYSTEM_ORGANIZATION);
    await publish(gatewayEvents.toolCallCompleted, completed, foreignServerId);
    await publish(knowledgeEvents.memoryChanged, { userId: member.id, name: 'colour' });
    const last = await publish(orchestratorEvents.serverCrashed, {
      serverId,
      name: 'everything',
      message: 'Exit 1.',
      exitCode: 1,
      signal: null,
    });
    await boss.until(() => boss.messages.at(-1)?.id === last);
    await worker.until(() => worker.messages.at(-1)?.id === last);
    expect(boss.messages.map(({ event, data }) => [event, data])).toEqual([
      [
        'tool-call',
        expect.objectContaining({
          call: expect.objectContaining({ id: callId, outcome: 'answered', durationUs: 1_200 }),
        }),
      ],
      ['tool-call', expect.objectContaining({ call: expect.objectContaining({ outcome: 'refused', repeated: 3 }) })],
      ['server', { kind: 'server', serverId, name: 'everything', change: 'crashed', status: null, message: 'Exit 1.' }],
    ]);
    expect(worker.messages.map(({ event }) => event)).toEqual(['memory', 'change']);
    await Promise.all([boss.leave(), worker.leave()]);
  });

  it('continues where a browser was, or says that something is missing', async () => {
    const reader = await watch(admin);
    const first = await publish(registryEvents.installationDeleted, { id: serverId, name: 'one' });
    await reader.until(() => reader.messages.some(({ id }) => id === first));
    await reader.leave();
    const missed = await publish(registryEvents.installationDeleted, { id: serverId, name: 'two' });
    const back = await watch(admin, { 'last-event-id': first });
    await back.until(() => back.messages.at(-1)?.id === missed);
    expect(back.messages).toHaveLength(1);
    const stranger = await watch(admin, { 'last-event-id': 'long-ago' });
    await stranger.until(() => stranger.messages[0]?.event === 'gap');
    await Promise.all([back.leave(), stranger.leave()]);
  });

  it('reads nothing while nobody watches, and says so to whoever comes back', async () => {
    const reader = await watch(admin);
    const before = await publish(registryEvents.installationDeleted, { id: serverId, name: 'before' });
    await reader.until(() => reader.messages.some(({ id }) => id === before));
    expect(await pulls()).toBe(1);
    await reader.leave();
    const deadlineMs = Date.now() + 8_000;
    while ((await pulls()) > 0 && Date.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await pulls()).toBe(0);
    await publish(registryEvents.installationDeleted, { id: serverId, name: 'unseen' });
    const back = await watch(admin, { 'last-event-id': before });
    await settled(back);
    const after = await publish(registryEvents.installationDeleted, { id: serverId, name: 'after' });
    await back.until(() => back.messages.length > 0);
    expect(back.messages.map(({ id }) => id)).toEqual([after]);
    await back.leave();
  });

  it('keeps quiet connections open, and ends them when the session ends', async () => {
    const reader = await watch(member);
    await reader.until(() => reader.beats >= 2);
    console.world.sessions.clear();
    await reader.until(() => reader.ended);
  });

  it('tells a reader who is too slow, and lets go', async () => {
    const received = new Promise<string>((resolve, reject) => {
      get(`${console.url}/api/events`, { headers: { cookie: console.cookie(admin) } }, (answer) => {
        answer.pause();
        void flood().then(() => {
          let text = '';
          answer
            .on('data', (chunk: Buffer) => (text += chunk.toString()))
            .on('end', () => resolve(text))
            .resume();
        }, reject);
      }).on('error', reject);
    });
    const flood = async (): Promise<void> => {
      const message = 'm'.repeat(100_000);
      for (let count = 0; count < 120; count += 1)
        await publish(orchestratorEvents.serverFailed, { serverId, name: 'everything', message });
      await new Promise((resolve) => setTimeout(resolve, 500));
    };
    expect(await received).toMatch(/event: dropped\ndata: \{"kind":"dropped".*\}\n\n$/);
  });

  it('follows a server log until the reader leaves', async () => {
    const line = (text: string): void =>
      void console.world.lines.push({ at: new Date().toISOString(), stream: 'stderr', text });
    line('one');
    const reader = await watch(admin, {}, `/api/mcp_server/${serverId}/logs?follow=true&tail=10`);
    line('two');
    await reader.until(() => reader.messages.length === 2);
    expect(reader.messages.map(({ data }) => (data as { text: string }).text)).toEqual(['one', 'two']);
    await reader.leave();
    const foreign = await console.ask(`/api/mcp_server/${foreignServerId}/logs?follow=true`, { as: admin });
    expect(foreign.status).toBe(404);
  });

  it('goes on after the broker was killed', async () => {
    const reader = await watch(admin);
    await console.nats.kill();
    await console.nats.restart();
    let count = 0;
    await reader.until(() => {
      count += 1;
      if (count % 20 === 1)
        void publish(registryEvents.installationCreated, { id: serverId, name: 'after' }).catch(() => undefined);
      return reader.messages.some(({ data }) => (data as { name?: string }).name === 'after');
    }, 60_000);
    await reader.leave();
  }, 90_000);

  it('does not keep the process from stopping', async () => {
    const reader = await watch(admin);
    const startedMs = Date.now();
    await console.stopService();
    await reader.until(() => reader.ended);
    expect(Date.now() - startedMs).toBeLessThan(5_000);
  });
});
