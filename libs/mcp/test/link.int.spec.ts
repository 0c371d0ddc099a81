import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import fc from 'fast-check';
import { McpLink, serveMcp, type FrameHandler, type McpServing, type UpFrame } from '../src/index.ts';
import { useBroker, wait } from './broker.ts';

const context = { organizationId: 'acme', principal: 'user:1', callId: 'call-1' };
const json = (bytes: Uint8Array): Record<string, unknown> =>
  JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
const MEGABYTE = 1024 * 1024;

describe('MCP frames over NATS', () => {
  const broker = useBroker();
  let link: McpLink;
  let servings: McpServing[];
  let serverId: string;
  let servers = 0;

  beforeEach(() => {
    link = new McpLink(broker().caller);
    servings = [];
    servers += 1;
    serverId = `server-${servers}`;
  });
  afterEach(async () => {
    link.close();
    await Promise.all(servings.map((serving) => serving.stop()));
  });

  const serve = async (handler: FrameHandler, connection = broker().owner): Promise<McpServing> => {
    const serving = serveMcp(connection, serverId, handler);
    servings.push(serving);
    await connection.flush();
    return serving;
  };
  const call = (
    params: unknown = {},
    options: Partial<Parameters<McpLink['request']>[3]> = {},
  ): Promise<Uint8Array> => {
    const id = link.nextFrameId();
    return link.request(serverId, id, JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }), {
      context,
      ...options,
    });
  };
  const answer = (frame: UpFrame, result: unknown): void =>
    frame.respond(JSON.stringify({ jsonrpc: '2.0', id: json(frame.bytes)['id'], result }));
  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'answered',
      (error: unknown) => (error as AppError).code,
    );

  it('brings every answer to its own caller, with the context of the call', async () => {
    await serve(async (frame) => {
      await wait(Math.random() * 20);
      answer(frame, { echo: json(frame.bytes)['params'], by: frame.context });
    });
    const answers = await Promise.all(Array.from({ length: 500 }, (_, number) => call({ number })));
    expect(answers.map((bytes) => json(bytes)['result'])).toMatchObject(
      Array.from({ length: 500 }, (_, number) => ({ echo: { number }, by: context })),
    );
  });

  it('keeps the order of frames and of notifications before their answer', async () => {
    const seen: unknown[] = [];
    await serve((frame) => {
      seen.push(json(frame.bytes)['params']);
      frame.notify('{"n":1}');
      frame.notify(JSON.stringify({ n: 2, text: 'x'.repeat(2 * MEGABYTE) }));
      frame.notify('{"n":3}');
      answer(frame, {});
    });
    const received: unknown[] = [];
    await Promise.all(
      [0, 1, 2].map((number) => call(number, { onNotification: (bytes) => received.push([number, json(bytes)['n']]) })),
    );
    expect(seen).toEqual([0, 1, 2]);
    for (const number of [0, 1, 2])
      expect(received.filter((entry) => (entry as number[])[0] === number)).toEqual([
        [number, 1],
        [number, 2],
        [number, 3],
      ]);
  });

  it('says at once that nobody runs the server', async () => {
    const before = Date.now();
    await expect(codeOf(call())).resolves.toBe('SERVER_UNAVAILABLE');
    expect(Date.now() - before).toBeLessThan(500);
  });

  it('passes what the owner reports, and hides what it did not mean to say', async () => {
    await serve((frame) => {
      if (json(frame.bytes)['params'] === 'known')
        return frame.fail(new AppError('OVERLOADED', 'Too much.', { details: { queued: 7 } }));
      throw new Error('secret of the house');
    });
    await expect(call('known')).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: 'Too much.',
      details: { queued: 7 },
    });
    const error: unknown = await call('unknown').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify((error as AppError).toWire())).not.toContain('secret');
  });

  it('gives up at the deadline and tells the owner', async () => {
    let gaveUp = 0;
    const serving = await serve((frame) => {
      frame.onCancel = () => (gaveUp += 1);
    });
    await expect(codeOf(call({}, { timeoutMs: 200 }))).resolves.toBe('SERVER_TIMEOUT');
    await eventually(() => expect([gaveUp, serving.inWork]).toEqual([1, 0]));
  });

  it('cancels on request and drops the answer that comes anyway', async () => {
    await serve((frame) => {
      frame.onCancel = () =>
        void wait(20).then(() => broker().owner.publish(`mcp.${serverId}.${link.linkId}.down.${frame.frameId}`, '{}'));
    });
    const controller = new AbortController();
    const pending = codeOf(call({}, { signal: controller.signal }));
    await wait(50);
    controller.abort();
    await expect(pending).resolves.toBe('REQUEST_CANCELLED');
    await wait(150);
    expect([link.droppedAnswers, link.inFlight]).toEqual([1, 0]);
  });

  it('waits for slow work as long as its owner confirms it', async () => {
    await serve(async (frame) => {
      await wait(3_500);
      answer(frame, 'late');
    });
    expect(json(await call())['result']).toBe('late');
  });

  it('notices that the owner is gone in the middle of a call', async () => {
    const doomed = await broker().connect('orchestrator');
    let received = false;
    serveMcp(doomed, serverId, () => {
      received = true;
    });
    await doomed.flush();
    const before = Date.now();
    const pending = codeOf(call({}, { timeoutMs: 20_000 }));
    await wait(100);
    await doomed.close();
    await expect(pending).resolves.toBe('CALL_INTERRUPTED');
    expect(received).toBe(true);
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  it('notices a frame that its owner forgot, though the owner lives', async () => {
    const serving = await serve(() => undefined);
    const pending = codeOf(call({}, { timeoutMs: 20_000 }));
    await wait(100);
    await serving.stop({ graceMs: 0 });
    await expect(pending).resolves.toBe('SERVER_UNAVAILABLE');
  });

  it('shares frames between two owners and reaches the right one with a cancellation', async () => {
    const second = await broker().connect('orchestrator');
    const by: string[] = [];
    const gaveUp: string[] = [];
    const owner =
      (name: string): FrameHandler =>
      (frame) => {
        by.push(name);
        frame.onCancel = () => gaveUp.push(name);
        if (json(frame.bytes)['params'] !== 'hang') answer(frame, name);
      };
    await serve(owner('one'));
    await serve(owner('two'), second);
    await Promise.all(Array.from({ length: 200 }, () => call()));
    expect(new Set(by)).toEqual(new Set(['one', 'two']));
    expect(by).toHaveLength(200);
    by.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => codeOf(call('hang', { timeoutMs: 2_600 }))));
    await wait(100);
    expect(gaveUp.sort()).toEqual(by.sort());
    expect(gaveUp).toHaveLength(20);
  });

  it('drains: a stopping owner answers what it has and takes nothing new', async () => {
    const serving = await serve(async (frame) => {
      await wait(300);
      answer(frame, 'done');
    });
    const pending = call();
    await wait(50);
    const stopped = serving.stop({ graceMs: 2_000 });
    await expect(pending.then((bytes) => json(bytes)['result'])).resolves.toBe('done');
    await stopped;
    await expect(codeOf(call())).resolves.toBe('SERVER_UNAVAILABLE');
  });

  it('carries frames of megabytes both ways and leaves nothing behind', async () => {
    await serve((frame) => answer(frame, json(frame.bytes)['params']));
    const text = 'ü'.repeat(2.5 * MEGABYTE);
    expect(json(await call({ text }))['result']).toEqual({ text });
  });

  it('refuses what is over 16 MiB, on either side', async () => {
    await serve((frame) => answer(frame, 'x'.repeat(17 * MEGABYTE)));
    await expect(codeOf(call({ text: 'x'.repeat(17 * MEGABYTE) }))).resolves.toBe('REQUEST_TOO_LARGE');
    await expect(codeOf(call())).resolves.toBe('SERVER_RESPONSE_TOO_LARGE');
  });

  it('returns the bytes of an answer as they were, whatever they are', async () => {
    let next = Buffer.alloc(0);
    await serve((frame) => frame.respond(next));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        next = Buffer.from(bytes);
        expect(Buffer.from(await call()).equals(next)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps callers out of the role of an owner', async () => {
    const stolen: unknown[] = [];
    serveMcp(broker().caller, serverId, (frame) => {
      stolen.push(frame);
    });
    await broker().caller.flush();
    await expect(codeOf(call())).resolves.toBe('SERVER_UNAVAILABLE');
    expect(stolen).toEqual([]);
  });
});
