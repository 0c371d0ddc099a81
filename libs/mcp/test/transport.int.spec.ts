import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { Client } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { currentContext, McpLink, NatsCallerTransport, NatsOwnerTransport } from '../src/index.ts';
import { useBroker, wait } from './broker.ts';

const buildServer = (): McpServer => {
  const server = new McpServer({ name: 'fixture', version: '1.0.0' });
  server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  server.registerTool('whoami', { inputSchema: z.object({}) }, async () => {
    await wait(5);
    const { organizationId, principal } = currentContext();
    return { content: [{ type: 'text', text: `${organizationId}/${principal}` }] };
  });
  server.registerTool('count', { inputSchema: z.object({}) }, async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [1, 2, 3]) {
      if (progressToken !== undefined)
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } });
    }
    return { content: [{ type: 'text', text: 'counted' }] };
  });
  server.registerTool('sleep', { inputSchema: z.object({}) }, async (_, { mcpReq }) => {
    await new Promise((resolve) => mcpReq.signal.addEventListener('abort', resolve));
    aborted += 1;
    return { content: [] };
  });
  return server;
};
let aborted = 0;

describe('the official SDK over NATS', () => {
  const broker = useBroker();
  const server = buildServer();
  let link: McpLink;

  const connect = async (principal: string, serverId = 'fixture'): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const context = { organizationId: 'acme', principal };
    await client.connect(new NatsCallerTransport({ link, serverId, context }));
    return client;
  };
  const text = async (client: Client, name: string, args: Record<string, unknown> = {}): Promise<unknown> => {
    const { content } = await client.callTool({ name, arguments: args });
    return content;
  };

  beforeAll(async () => {
    link = new McpLink(broker().caller);
    await server.connect(new NatsOwnerTransport(broker().owner, 'fixture'));
    await broker().owner.flush();
  });
  afterAll(async () => {
    link.close();
    await server.close();
  });

  it('lists and calls tools', async () => {
    const client = await connect('user:1');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['add', 'whoami', 'count', 'sleep']);
    await expect(text(client, 'add', { a: 2, b: 3 })).resolves.toEqual([{ type: 'text', text: '5' }]);
  });

  it('tells a tool on whose behalf it works, for many callers at once', async () => {
    const clients = await Promise.all(['user:1', 'user:2', 'user:3'].map((principal) => connect(principal)));
    const answers = await Promise.all(
      clients.flatMap((client) => Array.from({ length: 20 }, () => text(client, 'whoami'))),
    );
    const expected = ['user:1', 'user:2', 'user:3'].flatMap((principal) =>
      Array.from({ length: 20 }, () => [{ type: 'text', text: `acme/${principal}` }]),
    );
    expect(answers).toEqual(expected);
  });

  it('has no context outside of a request', () => {
    expect(() => currentContext()).toThrow(AppError);
  });

  it('brings progress to the call it belongs to', async () => {
    const client = await connect('user:1');
    const seen: number[] = [];
    await client.callTool({ name: 'count', arguments: {} }, { onprogress: ({ progress }) => seen.push(progress) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('cancels the work of a call that was given up', async () => {
    const client = await connect('user:1');
    const controller = new AbortController();
    const pending = client
      .callTool({ name: 'sleep', arguments: {} }, { signal: controller.signal })
      .catch(() => 'given up');
    await wait(50);
    controller.abort();
    await expect(pending).resolves.toBe('given up');
    await wait(50);
    expect(aborted).toBe(1);
  });

  it('answers a protocol error of the server as such, and a missing server as an error of the platform', async () => {
    const client = await connect('user:1');
    await expect(client.getPrompt({ name: 'none' })).rejects.not.toBeInstanceOf(AppError);
    await expect(connect('user:1', 'nobody')).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
  });
});
