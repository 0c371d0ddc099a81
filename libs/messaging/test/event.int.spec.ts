import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, consumers, DEAD_LETTER_STREAM, gatewayEvents, type RequestRefused } from '@archestra/contracts';
import { connectNats, EventPublisher, HandleEvents, toEnvelope, type ReceivedEvent } from '@archestra/messaging';
import { serviceEnv } from '@archestra/service';
import { connectAs, eventually, provisionNats, useNats, useService } from '@archestra/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Controller, Module } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

const refused = (requestId: string): RequestRefused => ({
  requestId,
  profileId: null,
  principal: null,
  method: null,
  error: new AppError('UNAUTHENTICATED', 'no').toWire(),
  remoteAddress: '127.0.0.1',
  startedAt: new Date().toISOString(),
  repeated: 1,
});

let take: (events: ReceivedEvent[]) => Promise<void>;

@Controller()
class AuditController {
  @HandleEvents(consumers.audit)
  async record(events: ReceivedEvent[]): Promise<void> {
    await take(events);
  }
}

@Module({ controllers: [AuditController] })
class AuditModule {}

describe('events from disk to a durable consumer', () => {
  const nats = useNats();
  useService({ name: 'audit', module: AuditModule, env: serviceEnv }, nats);
  const root = mkdtempSync(join(tmpdir(), 'journal-'));
  const directory = join(root, 'own');
  let gateway: NatsConnection;
  let publisher: EventPublisher;
  const seen = new Map<string, number>();
  const count = (events: ReceivedEvent[]): void => events.forEach(({ id }) => seen.set(id, (seen.get(id) ?? 0) + 1));
  const publish = (id: string): void =>
    publisher.publish(gatewayEvents.requestRefused, { id, organizationId: 'o1', data: refused(id) });

  beforeAll(async () => {
    gateway = await connectAs(nats(), 'gateway');
    publisher = new EventPublisher(gateway, 'gateway', directory);
    take = async (events) => count(events);
  });
  afterAll(async () => {
    await publisher.close();
    await gateway.close();
    rmSync(root, { recursive: true });
  });

  it('delivers a thousand events in batches, each once', async () => {
    const ids = Array.from({ length: 1_000 }, () => uuid());
    ids.forEach(publish);
    await eventually(() => expect(seen.size).toBe(1_000));
    expect(ids.every((id) => seen.get(id) === 1)).toBe(true);
    await eventually(() => expect(publisher.backlog).toBe(0));
  });

  it('tries a failed batch again, one by one, and buries what is poison', async () => {
    const [good, poison, flaky] = [uuid(), uuid(), uuid()] as const;
    let failures = 2;
    take = async (events) => {
      if (events.some(({ id }) => id === poison)) throw new AppError('INVALID_INPUT', 'poison');
      if (events.some(({ id }) => id === flaky) && failures-- > 0) throw new Error('database away');
      count(events);
    };
    [good, poison, flaky].forEach(publish);
    await eventually(() => expect([seen.get(good), seen.get(flaky)]).toEqual([1, 1]));
    expect(seen.has(poison)).toBe(false);
    const admin = await connectAs(nats(), 'admin');
    const stream = await (await jetstreamManager(admin)).streams.get(DEAD_LETTER_STREAM);
    const dead = await eventually(() =>
      stream
        .getMessage({ last_by_subj: 'dead.audit.>' })
        .then((message) => message ?? Promise.reject(new Error('none yet'))),
    );
    expect(dead.header.get('x-dead-letter-reason')).toBe('poison');
    expect(dead.json<{ id: string }>().id).toBe(poison);
    await admin.close();
    take = async (events) => count(events);
  });

  it('buries an event outside its contract with the reason', async () => {
    const envelope = toEnvelope(gatewayEvents.requestRefused, 'gateway', {
      organizationId: 'o1',
      data: { ...refused(uuid()), repeated: 0 },
    });
    await jetstream(gateway).publish(envelope.subject, envelope.payload);
    const admin = await connectAs(nats(), 'admin');
    const stream = await (await jetstreamManager(admin)).streams.get(DEAD_LETTER_STREAM);
    await eventually(async () => {
      const dead = await stream.getMessage({ last_by_subj: 'dead.audit.>' });
      expect(dead?.header.get('x-dead-letter-reason')).toContain('repeated');
    });
    await admin.close();
  });

  it('keeps events on disk while the broker is away and loses none', async () => {
    const ids = Array.from({ length: 200 }, () => uuid());
    await nats().kill();
    ids.forEach(publish);
    expect(publisher.backlog).toBeGreaterThanOrEqual(200);
    await nats().restart();
    await eventually(() => expect(ids.filter((id) => seen.get(id) === undefined)).toEqual([]), 20_000);
    await eventually(() => expect(publisher.backlog).toBe(0));
  }, 40_000);

  it('publishes what a killed process left: facts as they are, plans without a fact as planned', async () => {
    const left = join(root, 'left');
    const elsewhere = await connectNats({ ...nats().login('gateway'), name: 'dying' });
    const dying = new EventPublisher(elsewhere, 'gateway', left);
    const [answered, interrupted] = [uuid(), uuid()] as const;
    await elsewhere.close();
    dying.plan(gatewayEvents.requestRefused, {
      id: answered,
      organizationId: 'o1',
      data: { ...refused(answered), method: 'planned' },
    });
    dying.plan(gatewayEvents.requestRefused, {
      id: interrupted,
      organizationId: 'o1',
      data: { ...refused(interrupted), method: 'planned' },
    });
    dying.publish(gatewayEvents.requestRefused, {
      id: answered,
      organizationId: 'o1',
      data: { ...refused(answered), method: 'fact' },
    });
    const methods = new Map<string, unknown>();
    take = async (events) => {
      count(events);
      for (const { id, data } of events) methods.set(id, (data as RequestRefused).method);
    };
    const heir = new EventPublisher(gateway, 'gateway', left);
    await expect(heir.recover()).resolves.toBe(2);
    await eventually(() => expect([methods.get(answered), methods.get(interrupted)]).toEqual(['fact', 'planned']));
    expect(readdirSync(left)).toHaveLength(1);
    await Promise.all([heir.close(), dying.close(0)]);
  });

  it('can be provisioned again without harm', async () => {
    await expect(provisionNats(nats())).resolves.toBeUndefined();
  });
});
