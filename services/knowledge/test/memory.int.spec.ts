import { AppError, EVENT_STREAM, knowledge } from '@archestra/contracts';
import { connectAs, eventually } from '@archestra/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { useWorld, type World } from './world.ts';

const somebody = (organizationId = uuid()) => {
  const userId = uuid();
  return { userId, context: { organizationId, principal: `user:${userId}` } };
};

/** Waits until the server answers: the snapshot needs a moment to arrive. */
const connected = (world: World, serverId: string, context: { organizationId: string; principal: string }) =>
  eventually(() => world.connect(serverId, context));

const call = async (client: Client, name: string, args: Record<string, unknown> = {}) => {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: args });
  const [first] = content;
  return { isError: isError ?? false, data: structuredContent, text: first?.type === 'text' ? first.text : '' };
};

describe('memories as MCP tools', () => {
  const use = useWorld();

  it('are listed, set, replaced and deleted for the person who calls', async () => {
    const world = use();
    const { context } = somebody();
    const client = await connected(world, await world.install(context.organizationId), context);
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['list_memories', true],
      ['set_memory', false],
      ['delete_memory', false],
    ]);
    for (const { inputSchema, outputSchema, description } of tools)
      expect([inputSchema.type, outputSchema?.type, typeof description]).toEqual(['object', 'object', 'string']);
    await call(client, 'set_memory', { name: 'home', value: 'Bonn' });
    await expect(call(client, 'set_memory', { name: 'home', value: 'Berlin' })).resolves.toMatchObject({
      data: { memory: { name: 'home', value: 'Berlin' } },
    });
    await expect(call(client, 'list_memories')).resolves.toMatchObject({
      data: { memories: [{ name: 'home', value: 'Berlin' }] },
    });
    await expect(call(client, 'delete_memory', { name: 'home' })).resolves.toMatchObject({ data: { deleted: true } });
    await expect(call(client, 'delete_memory', { name: 'home' })).resolves.toMatchObject({ data: { deleted: false } });
    await expect(call(client, 'list_memories')).resolves.toMatchObject({ data: { memories: [] } });
  });

  it('belong to one person, whatever the arguments say', async () => {
    const world = use();
    const [ada, bob] = [somebody(), somebody()];
    const sameOrganization = somebody(ada.context.organizationId);
    const [ofAda, ofBob] = [
      await world.install(ada.context.organizationId),
      await world.install(bob.context.organizationId),
    ];
    await call(await connected(world, ofAda, ada.context), 'set_memory', { name: 'secret', value: 'of Ada' });
    for (const [serverId, { context }] of [
      [ofAda, sameOrganization],
      [ofBob, bob],
    ] as const) {
      const client = await connected(world, serverId, context);
      const claim = { userId: ada.userId, user_id: ada.userId, organizationId: ada.context.organizationId };
      expect((await call(client, 'list_memories', claim)).text).not.toContain('of Ada');
      await expect(call(client, 'delete_memory', { name: 'secret', ...claim })).resolves.toMatchObject({
        data: { deleted: false },
      });
    }
    // The server of another organization answers nobody of ours.
    await expect(call(await connected(world, ofAda, bob.context), 'list_memories')).resolves.toMatchObject({
      isError: true,
      text: expect.stringMatching(/another organization/),
    });
    await expect(
      call(await connected(world, ofAda, { ...ada.context, principal: 'service:x' }), 'list_memories'),
    ).resolves.toMatchObject({ isError: true, text: expect.stringMatching(/belong to people/) });
  });

  it('have limits that are told as tool errors', async () => {
    const world = use();
    const { context } = somebody();
    const client = await connected(world, await world.install(context.organizationId), context);
    await expect(call(client, 'set_memory', { name: 'big', value: 'ü'.repeat(10_000) })).resolves.toMatchObject({
      isError: true,
      text: expect.stringMatching(/16 KiB/),
    });
    await expect(call(client, 'set_memory', { name: 'nul', value: 'a\u0000' })).resolves.toMatchObject({
      isError: true,
      text: expect.stringMatching(/cannot be stored/),
    });
    await expect(call(client, 'set_memory', { name: '', value: 'a' })).resolves.toMatchObject({ isError: true });
    for (let index = 0; index < 47; index += 1)
      await call(client, 'set_memory', { name: `m${index}`, value: 'x'.repeat(16_384) });
    await expect(call(client, 'set_memory', { name: 'one more', value: 'x'.repeat(16_384) })).resolves.toMatchObject({
      isError: true,
      text: expect.stringMatching(/768 KiB/),
    });
    // What is at the limit can still be listed, by tool and by RPC.
    const { data } = await call(client, 'list_memories');
    expect(data).toHaveProperty('memories.length', 47);
  });

  it('stop being served when the server is uninstalled', async () => {
    const world = use();
    const { context } = somebody();
    const id = await world.install(context.organizationId);
    const client = await connected(world, id, context);
    await world.uninstall(id);
    await eventually(async () => {
      const error: unknown = await client
        .callTool({ name: 'list_memories', arguments: {} })
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    });
  });
});

describe('memories as RPC', () => {
  const use = useWorld();

  it('are the same for the console, and tell what changed without the value', async () => {
    const world = use();
    const { userId, context } = somebody();
    const client = await connected(world, await world.install(context.organizationId), context);
    await world.rpc.call(knowledge.setMemory, { userId, name: 'home', value: 'a secret place' }, context);
    await expect(call(client, 'list_memories')).resolves.toMatchObject({
      data: { memories: [{ name: 'home', value: 'a secret place' }] },
    });
    await expect(world.rpc.call(knowledge.deleteMemory, { userId, name: 'home' }, context)).resolves.toEqual({
      deleted: true,
    });
    const admin = await connectAs(world.infra.nats, 'admin');
    const manager = await jetstreamManager(admin);
    const told = await eventually(async () => {
      const subjects = `events.${context.organizationId}.knowledge.memory.*`;
      const { state } = await manager.streams.info(EVENT_STREAM, { subjects_filter: subjects });
      expect(
        Object.keys(state.subjects ?? {})
          .map((subject) => subject.split('.').at(-1))
          .sort(),
      ).toEqual(['changed', 'deleted']);
      return Promise.all(
        Object.keys(state.subjects ?? {}).map((subject) =>
          manager.streams.getMessage(EVENT_STREAM, { last_by_subj: subject }),
        ),
      );
    });
    for (const message of told) {
      expect(message?.json()).toMatchObject({ principal: context.principal, data: { userId, name: 'home' } });
      expect(message?.string()).not.toContain('secret place');
    }
    await admin.close();
  });

  it('are refused to anybody else', async () => {
    const world = use();
    const [ada, bob] = [somebody(), somebody()];
    await world.rpc.call(knowledge.setMemory, { userId: ada.userId, name: 'a', value: 'b' }, ada.context);
    const asBob = bob.context;
    const { userId } = ada;
    await expect(world.rpc.call(knowledge.listMemories, { userId }, asBob)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(world.rpc.call(knowledge.setMemory, { userId, name: 'a', value: 'c' }, asBob)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(world.rpc.call(knowledge.deleteMemory, { userId, name: 'a' }, asBob)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    // The same user id in another organization is another person.
    const elsewhere = { ...ada.context, organizationId: uuid() };
    await expect(world.rpc.call(knowledge.listMemories, { userId }, elsewhere)).resolves.toEqual({ items: [] });
  });

  it('never exceed the limit when many are set at once', async () => {
    const world = use();
    const { userId, context } = somebody();
    const set = (name: string) =>
      world.rpc.call(
        knowledge.setMemory,
        { userId, name, value: 'x'.repeat(16_000) },
        { ...context, deadlineMs: Date.now() + 20_000 },
      );
    for (let index = 0; index < 46; index += 1) await set(`m${index}`);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => set(`last${index}`)));
    const refused = outcomes.filter(({ status }) => status === 'rejected').length;
    const { items } = await world.rpc.call(knowledge.listMemories, { userId }, context);
    expect(items.length).toBe(54 - refused);
    expect(JSON.stringify(items).length).toBeLessThan(790_000);
    expect(refused).toBeGreaterThan(0);
  });
});
