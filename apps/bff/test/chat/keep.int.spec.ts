import type { Chat, ChatSummary, Prompt } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { admin, member } from '../harness/world.ts';
import { useChat } from './world.ts';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

describe('chats', () => {
  const chat = useChat();

  it('are listed page by page, the one that changed last first, and found by their words', async () => {
    const { world, bff } = chat();
    const ids: string[] = [];
    for (const [text, answer] of [
      ['Grüße aus Zürich', 'Danke'],
      ['The quick brown fox', 'jumps'],
      ['Something else', 'over the lazy dog 100%'],
    ] as const) {
      const { id } = await world.begin(bff, null);
      ids.push(id);
      world.gateway.title = () => ({ status: 500 });
      world.gateway.model = () => ({ text: [answer] });
      await (await world.say(bff, id, text)).end();
    }
    const list = (query = '') => world.json<Page<ChatSummary>>(bff, 'GET', `/api/chats?${query}`);
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id).slice(0, 3)).toEqual([...ids].reverse());
    expect(second.items[0]).toMatchObject({ title: 'Grüße aus Zürich', excerpt: null, run: null });
    const found = async (query: string) => (await list(`query=${encodeURIComponent(query)}`)).items;
    expect((await found('züri')).map(({ id }) => id)).toEqual([ids[0]]);
    expect((await found('LAZY dog'))[0]).toMatchObject({ id: ids[2], excerpt: expect.stringContaining('lazy dog') });
    expect(await found('fox dog')).toEqual([]);
    for (const odd of ["' | !", '<->', ':*', '%', '\\', '"', '&']) expect([odd, await found(odd)]).toEqual([odd, []]);
    const others = await world.json<Page<ChatSummary>>(bff, 'GET', '/api/chats?query=fox', { as: admin });
    expect(others.items).toEqual([]);
    const cursor = await world.ask(bff, 'GET', '/api/chats?cursor=AAAA');
    expect(cursor.status).toBe(400);
  });

  it('take any words to look for', async () => {
    const { world, bff } = chat();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 100 }), async (text) => {
        const answer = await world.ask(bff, 'GET', `/api/chats?query=${encodeURIComponent(text)}`);
        expect([200, 400]).toContain(answer.status);
      }),
      { numRuns: 30 },
    );
  });

  it('are the same when they are begun twice, and nobody else’s id is taken', async () => {
    const { world, bff } = chat();
    const body = { id: uuid() };
    const [one, two] = await Promise.all([1, 2].map(() => world.json<Chat>(bff, 'POST', '/api/chats', { body })));
    expect(one).toEqual(two);
    expect((await world.ask(bff, 'POST', '/api/chats', { body, as: admin })).status).toBe(409);
  });

  it('keep the title a person gave', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff, null);
    await world.json(bff, 'PUT', `/api/chats/${id}`, { body: { title: '  Mine  ' } });
    await (await world.say(bff, id, 'Hello')).end();
    await expect(world.read(bff, id)).resolves.toMatchObject({ chat: { title: 'Mine' } });
    expect(world.gateway.titles).toEqual([]);
  });

  it('keep their profile once something was said in it', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff, null);
    const change = (profileId: string | null) => world.ask(bff, 'PUT', `/api/chats/${id}`, { body: { profileId } });
    const profileId = uuid();
    expect((await change(profileId)).status).toBe(200);
    await (await world.say(bff, id, 'Hello')).end();
    expect((await change(null)).status).toBe(409);
    expect((await change(profileId)).status).toBe(200);
  });

  it('go with their messages, and with an answer in progress', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff, null);
    world.gateway.model = () => ({ text: ['On'], until: new Promise(() => undefined) });
    const reading = await world.say(bff, id, 'Talk');
    await reading.until(() => reading.text === 'On');
    await world.json(bff, 'DELETE', `/api/chats/${id}`);
    await reading.end();
    expect((await world.ask(bff, 'GET', `/api/chats/${id}`)).status).toBe(404);
    expect((await world.sql.query('SELECT 1 FROM message WHERE chat_id = $1', [id])).rows).toEqual([]);
  });

  it.each([
    ['no words', { trigger: 'submit', parentId: null, text: ' \n' }, 400],
    ['too many', { trigger: 'submit', parentId: null, text: 'x'.repeat(50_001) }, 400],
    ['half a character', { trigger: 'submit', parentId: null, text: '\ud800' }, 400],
    ['a null character', { trigger: 'submit', parentId: null, text: 'a\0' }, 400],
    ['a parent from nowhere', { trigger: 'submit', parentId: uuid(), text: 'x' }, 404],
    ['another answer to nothing', { trigger: 'retry', parentId: uuid() }, 404],
    ['something else', { trigger: 'shout' }, 400],
  ])('refuse a message of %s', async (_, body, status) => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff, null);
    const answer = await world.ask(bff, 'POST', `/api/chats/${id}/messages`, { body: { id: uuid(), ...body } });
    expect(answer.status).toBe(status);
    await expect(world.read(bff, id)).resolves.toMatchObject({ messages: [] });
  });

  it('are answered five at a time for one person', async () => {
    const { world, bff } = chat();
    world.gateway.model = () => ({ text: ['On'], until: new Promise(() => undefined) });
    const ids = await Promise.all(Array.from({ length: 6 }, async () => (await world.begin(bff, null)).id));
    const readings = [];
    for (const id of ids.slice(0, 5)) readings.push(await world.say(bff, id, 'Talk'));
    expect((await world.say(bff, ids[5] ?? '', 'Talk')).answer.status).toBe(429);
    for (const id of ids) await world.json(bff, 'POST', `/api/chats/${id}/stop`, { body: {} });
    await Promise.all(readings.map((reading) => reading.end()));
  });

  it('are answered without Redis, which only those who follow need', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff, null);
    world.gateway.model = () => ({ text: ['Kept ', 'anyway'] });
    await world.redis.kill();
    const reading = await world.say(bff, id, 'Talk');
    expect(await reading.end()).toBe(false);
    for (let tries = 0; tries < 200 && (await world.read(bff, id)).chat.run; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await world.read(bff, id)).messages[1]).toMatchObject({
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Kept anyway' }],
      metadata: { state: 'complete' },
    });
    await world.redis.restart();
  });
});

describe('prompts', () => {
  const chat = useChat();
  const draft = { name: 'summary', title: 'Summary', text: 'Summarize: ' };

  it('are the organization’s: all use them, their writers and managers change them', async () => {
    const { world, bff } = chat();
    const one = await world.json<Prompt>(bff, 'POST', '/api/prompts', { body: draft });
    expect(one).toMatchObject({ ...draft, ownerId: member.id });
    expect((await world.ask(bff, 'POST', '/api/prompts', { body: draft, as: admin })).status).toBe(409);
    const two = await world.json<Prompt>(bff, 'POST', '/api/prompts', {
      body: { ...draft, name: 'another' },
      as: admin,
    });
    const list = await world.json<Page<Prompt>>(bff, 'GET', '/api/prompts?limit=1');
    expect(list).toMatchObject({ items: [{ name: 'another' }], nextCursor: 'another' });
    const rest = await world.json<Page<Prompt>>(bff, 'GET', '/api/prompts?limit=1&cursor=another');
    expect(rest).toMatchObject({ items: [{ name: 'summary' }], nextCursor: null });
    const found = await world.json<Page<Prompt>>(bff, 'GET', '/api/prompts?query=SUMM');
    expect(found.items.map(({ name }) => name)).toEqual(['another', 'summary']);
    expect((await world.ask(bff, 'PUT', `/api/prompts/${two.id}`, { body: draft })).status).toBe(403);
    expect((await world.ask(bff, 'DELETE', `/api/prompts/${two.id}`)).status).toBe(403);
    expect((await world.ask(bff, 'PUT', `/api/prompts/${two.id}`, { body: draft, as: admin })).status).toBe(409);
    const change = { body: { ...draft, text: 'Shorter: ' }, as: admin };
    await expect(world.json(bff, 'PUT', `/api/prompts/${one.id}`, change)).resolves.toMatchObject({
      text: 'Shorter: ',
    });
    await world.json(bff, 'DELETE', `/api/prompts/${one.id}`, { as: admin });
    expect((await world.ask(bff, 'DELETE', `/api/prompts/${one.id}`)).status).toBe(404);
  });
});
