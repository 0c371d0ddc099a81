import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, cost, rpc } from '@archestra/contracts';
import { HandleRpc, NatsClient, type MessageContext } from '@archestra/messaging';
import { serviceEnv } from '@archestra/service';
import { connectAs, useNats, useService } from '@archestra/testing';
import { Controller, Module } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';

const from = '2026-01-01T00:00:00.000Z';
const input = { from, to: from };
const withExtra = { items: [], secret: 'must not travel' };
let answer: (context: MessageContext) => Promise<unknown> = async () => withExtra;

@Controller()
class UsageController {
  @HandleRpc(cost.listUsage)
  async list(_input: unknown, context: MessageContext): Promise<{ items: never[] }> {
    return (await answer(context)) as { items: never[] };
  }
}

@Module({ controllers: [UsageController] })
class UsageModule {}

describe('a contract over NATS', () => {
  const nats = useNats();
  const service = useService({ name: 'cost', module: UsageModule, env: serviceEnv }, nats);
  let connection: NatsConnection;
  let client: NatsClient;

  beforeAll(async () => {
    connection = await connectAs(nats(), 'bff');
    client = new NatsClient(connection);
    expect(service().url).toContain('http');
  });
  afterAll(() => connection.close());

  it('carries context and drops fields outside the contract', async () => {
    let seen: MessageContext | undefined;
    answer = async (context) => {
      seen = context;
      return withExtra;
    };
    await expect(
      client.call(cost.listUsage, input, { organizationId: 'o1', principal: 'user:u1', callId: 'c1' }),
    ).resolves.toEqual({ items: [] });
    expect(seen).toMatchObject({ organizationId: 'o1', principal: 'user:u1', callId: 'c1' });
    expect(seen?.deadlineMs).toBeGreaterThan(Date.now());
  });

  it('hands a known error over with code and details', async () => {
    answer = async () => {
      throw new AppError('CONFLICT', 'Taken.', { details: { name: 'x' } });
    };
    await expect(client.call(cost.listUsage, input)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Taken.',
      details: { name: 'x' },
    });
  });

  it('keeps the text of an unknown error inside', async () => {
    answer = async () => {
      throw new Error('password=hunter2');
    };
    const failure = await client.call(cost.listUsage, input).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify((failure as AppError).toWire())).not.toContain('hunter2');
  });

  it('refuses an input outside the contract and names the field', async () => {
    const failure = client.call(cost.listUsage, { from: 'yesterday', to: from });
    await expect(failure).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { issues: [expect.objectContaining({ path: 'from' })] },
    });
  });

  it('refuses a body that is not JSON', async () => {
    const reply = await connection.request(cost.listUsage.subject, '{"from', { timeout: 2_000 });
    expect(reply.json()).toMatchObject({ code: 'MALFORMED_JSON' });
  });

  it('answers PEER_TIMEOUT at the deadline and tells the handler by its signal', async () => {
    let aborted = false;
    answer = (context) =>
      new Promise((resolve) =>
        context.signal.addEventListener('abort', () => {
          aborted = true;
          setTimeout(() => resolve(withExtra), 300);
        }),
      );
    await expect(client.call(cost.listUsage, input, { deadlineMs: Date.now() + 200 })).rejects.toMatchObject({
      code: 'PEER_TIMEOUT',
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(aborted).toBe(true);
  });

  it('answers REQUEST_CANCELLED when the caller gives up', async () => {
    answer = () => new Promise((resolve) => setTimeout(() => resolve(withExtra), 500));
    const signal = AbortSignal.timeout(50);
    await expect(client.call(cost.listUsage, input, { signal })).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
  });

  it('answers PEER_UNAVAILABLE at once when nobody listens', async () => {
    const nobody = rpc('audit.entry.list', z.object({}), z.object({}), 5_000);
    const startedAt = Date.now();
    await expect(client.call(nobody, {})).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it('may not call what its login is not allowed to', async () => {
    const foreign = rpc('sanitizer.call.decide', z.object({}), z.object({}), 300);
    await expect(client.call(foreign, {})).rejects.toMatchObject({ fault: 'gateway' });
  });

  it('answers PEER_UNAVAILABLE at once while the broker is away, and works again after', async () => {
    answer = async () => withExtra;
    await nats().kill();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = Date.now();
    await expect(client.call(cost.listUsage, input)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
    expect(Date.now() - startedAt).toBeLessThan(500);
    await nats().restart();
    const end = Date.now() + 10_000;
    let reply: unknown;
    while (reply === undefined && Date.now() < end) {
      reply = await client.call(cost.listUsage, input).catch(() => new Promise((resolve) => setTimeout(resolve, 100)));
    }
    expect(reply).toEqual({ items: [] });
  });
});
