import { WireError } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { admin, member, rightsOf } from '../harness/world.ts';
import { gate } from './gateway.ts';
import { demo, useChat } from './world.ts';

const call = (name: string, input: unknown = {}, id = `call-${name}`) => ({
  id,
  name,
  arguments: JSON.stringify(input),
});

describe('an answer', () => {
  const chat = useChat();

  it('streams, is kept, and names the chat', async () => {
    const { world, bff } = chat();
    const { id, profileId } = await world.begin(bff);
    world.gateway.model = () => ({ reasoning: 'Hm.', text: ['Good ', 'morning'] });
    const reading = await world.say(bff, id, 'Greet me, please');
    expect(reading.answer.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1');
    expect(await reading.end()).toBe(true);
    expect(reading.text).toBe('Good morning');
    const { chat: kept, messages } = await world.read(bff, id);
    expect(kept).toMatchObject({ title: 'A fine title', run: null, leafId: messages[1]?.id });
    expect(messages).toMatchObject([
      { role: 'user', parts: [{ type: 'text', text: 'Greet me, please' }], metadata: { parentId: null } },
      {
        role: 'assistant',
        parts: [{ type: 'step-start' }, { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Good morning' }],
        metadata: {
          parentId: messages[0]?.id,
          state: 'complete',
          model: { provider: 'local', model: 'demo' },
          usage: { inputTokens: 10, outputTokens: 5 },
          error: null,
        },
      },
    ]);
    expect((await reading.message())?.parts).toMatchObject(messages[1]?.parts ?? []);
    expect(world.gateway.asked[0]).toMatchObject({
      path: `/v1/openai/${profileId}/chat/completions`,
      session: `chat-${id}`,
      token: world.around.tokens[0]?.secret,
      body: { model: 'local:demo', stream: true },
    });
    expect(world.around.tokens).toMatchObject([{ userId: member.id, profileId }]);
  });

  it('makes the calls a model wants, and shows what became of each', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = (_, turn) =>
      turn === 1 ? { calls: [call('echo', { a: 1 }), call('send')] } : { text: ['Both are done.'] };
    world.gateway.tool = ({ body }) => {
      const { name } = body['params'] as { name: string };
      return name === 'echo' ? { text: 'one\0' } : { text: 'no room', isError: true };
    };
    const reading = await world.say(bff, id, 'Do both');
    expect(await reading.end()).toBe(true);
    expect(world.gateway.called.map(({ session }) => session)).toEqual([`chat-${id}`, `chat-${id}`]);
    const { messages } = await world.read(bff, id);
    const parts = messages[1]?.parts ?? [];
    expect(parts).toMatchObject([
      { type: 'step-start' },
      {
        type: 'dynamic-tool',
        toolName: 'echo',
        input: { a: 1 },
        state: 'output-available',
        output: { content: [{ text: 'one\ufffd' }] },
      },
      { type: 'dynamic-tool', toolName: 'send', state: 'output-error', errorText: 'no room' },
      { type: 'data-tool', id: 'call-echo', data: { outcome: 'answered', callId: expect.any(String) } },
      { type: 'data-tool', id: 'call-send', data: { outcome: 'failed', durationMs: expect.any(Number) } },
      { type: 'step-start' },
      { type: 'text', text: 'Both are done.' },
    ]);
    const told = JSON.stringify(world.gateway.asked[1]?.body['messages']);
    expect(told).toContain('"role":"tool"');
    expect(told).toContain('no room');
    expect((await reading.message())?.parts.map(({ type }) => type)).toEqual(parts.map(({ type }) => type));
  });

  it('is not stopped by a tool that is denied, and says why', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    const path = [{ kind: 'source', text: 'A page from elsewhere' }];
    world.gateway.model = (_, turn) => (turn === 1 ? { calls: [call('send')] } : { text: ['I could not send it.'] });
    world.gateway.tool = () => ({
      text: 'Refused: the session has read untrusted content.',
      isError: true,
      meta: { 'dev.archestra/refusal': { code: 'CALL_DENIED', fault: 'policy', reason: 'untrusted-context', path } },
    });
    const reading = await world.say(bff, id, 'Send it');
    expect(await reading.end()).toBe(true);
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'denied', reason: 'untrusted-context', path });
    expect(reading.text).toBe('I could not send it.');
    expect(world.gateway.called).toHaveLength(1);
  });

  it('does not offer what the chat switched off, and uses no tool without a profile', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    await world.json(bff, 'PUT', `/api/chats/${id}`, { body: { disabledTools: ['send'] } });
    await (await world.say(bff, id, 'Hello')).end();
    const names = (at: number) =>
      ((world.gateway.asked[at]?.body['tools'] ?? []) as { function: { name: string } }[]).map(
        (one) => one.function.name,
      );
    expect(names(0)).toEqual(['echo']);
    const plain = await world.begin(bff, null);
    await (await world.say(bff, plain.id, 'Hello')).end();
    expect(names(1)).toEqual([]);
    expect(world.gateway.asked[1]?.path).toBe('/v1/openai/chat/completions');
  });

  it('ends after its last step without tools, however many calls a model wants', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = ({ body }, turn) =>
      body['tools'] ? { calls: [call('echo', {}, `call-${turn}`)] } : { text: ['Enough.'] };
    const reading = await world.say(bff, id, 'Never stop');
    expect(await reading.end()).toBe(true);
    expect(reading.text).toBe('Enough.');
    expect(world.gateway.asked).toHaveLength(20);
    expect(world.gateway.called).toHaveLength(19);
  });

  it.each([
    [
      402,
      { code: 'BUDGET_EXCEEDED', fault: 'policy', details: { limitMicroUsd: 5 } },
      'The budget of July is used up.',
    ],
    [404, { code: 'MODEL_NOT_FOUND', fault: 'client' }, 'There is no such model.'],
    [502, { code: 'PROVIDER_FAILED', fault: 'provider' }, 'The provider failed.'],
  ])('that fails with %s says whose fault it is', async (status, archestra, message) => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = () => ({ status, error: { error: { message, archestra } } });
    const reading = await world.say(bff, id, 'Hello');
    expect(await reading.end()).toBe(true);
    const error = reading.chunks.find((chunk) => chunk.type === 'error');
    expect(WireError.parse(JSON.parse(error?.errorText ?? ''))).toEqual({ message, ...archestra });
    const { chat: kept, messages } = await world.read(bff, id);
    expect(kept.run).toBeNull();
    expect(messages[1]?.metadata).toMatchObject({ state: 'failed', error: archestra });
  });

  it.each([
    ['breaks off', { text: ['Half a '], isCut: true }, 'PROVIDER_PROTOCOL_ERROR'],
    [
      'fails in its middle',
      {
        text: ['Half a '],
        error: { error: { message: 'Too slow.', archestra: { code: 'PROVIDER_TIMEOUT', fault: 'provider' } } },
      },
      'PROVIDER_TIMEOUT',
    ],
    ['is refused in no words of ours', { status: 500, error: 'secret stack trace' }, 'PROVIDER_FAILED'],
  ])('that %s is told as such, with what there was', async (_, said, code) => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = () => said;
    const reading = await world.say(bff, id, 'Hello');
    await reading.end();
    const { messages } = await world.read(bff, id);
    expect(messages[1]?.metadata).toMatchObject({ state: 'failed', error: { code } });
    expect(JSON.stringify(messages)).not.toContain('secret');
    if ('text' in said) expect(JSON.stringify(messages[1]?.parts)).toContain('Half a');
  });

  it('goes on when the reader leaves, and is there for whoever comes back', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    const { opened, open } = gate();
    world.gateway.model = () => ({ text: ['One ', 'two ', 'three'], until: opened });
    const first = await world.say(bff, id, 'Count');
    await first.until(() => first.text === 'One ');
    await first.leave();
    const second = await world.resume(bff, id);
    await second.until(() => second.text === 'One ');
    open();
    expect(await second.end()).toBe(true);
    expect(second.text).toBe('One two three');
    expect(world.gateway.asked).toHaveLength(1);
    const after = await world.resume(bff, id);
    expect(after.answer.status).toBe(204);
  });

  it('is joined by the same request sent again, and refuses another one', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    const { opened, open } = gate();
    world.gateway.model = () => ({ text: ['One ', 'two'], until: opened });
    const turn = { trigger: 'submit', id: uuid(), parentId: null, text: 'Count' };
    const first = await world.turn(bff, id, turn);
    await first.until(() => first.text === 'One ');
    const again = await world.turn(bff, id, turn);
    await again.until(() => again.text === 'One ');
    const other = await world.say(bff, id, 'Something else');
    expect(other.answer.status).toBe(409);
    open();
    expect([await first.end(), await again.end()]).toEqual([true, true]);
    expect(world.gateway.asked).toHaveLength(1);
    expect((await world.turn(bff, id, turn)).answer.status).toBe(409);
    expect((await world.read(bff, id)).messages).toHaveLength(2);
  });

  it('stops when the person says so, and the provider is left', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = () => ({ text: ['On ', 'and on'], until: new Promise(() => undefined) });
    const reading = await world.say(bff, id, 'Talk');
    await reading.until(() => reading.text === 'On ');
    await world.json(bff, 'POST', `/api/chats/${id}/stop`, { body: {} });
    expect(await reading.end()).toBe(true);
    await eventually(() => expect(world.gateway.left).toBeGreaterThan(0));
    const { chat: kept, messages } = await world.read(bff, id);
    expect(kept.run).toBeNull();
    expect(messages[1]).toMatchObject({
      parts: [{ type: 'step-start' }, { type: 'text', text: 'On ' }],
      metadata: { state: 'stopped', error: null },
    });
    await world.json(bff, 'POST', `/api/chats/${id}/stop`, { body: {} });
  });

  it('is given again, and a question asked in other words, without the older ones being lost', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = (_, turn) => ({ text: [`Answer ${turn}`] });
    await (await world.say(bff, id, 'First')).end();
    const [question] = (await world.read(bff, id)).messages;
    await (await world.turn(bff, id, { trigger: 'retry', parentId: question?.id })).end();
    await (await world.say(bff, id, 'First, in other words')).end();
    const { chat: kept, messages } = await world.read(bff, id);
    expect(messages).toHaveLength(5);
    expect(messages.map(({ metadata }) => metadata.parentId)).toEqual([
      null,
      question?.id,
      question?.id,
      null,
      messages[3]?.id,
    ]);
    expect(kept.leafId).toBe(messages[4]?.id);
    const told = world.gateway.asked[2]?.body['messages'] as { role: string; content: string }[];
    expect(told.filter(({ role }) => role !== 'system')).toMatchObject([
      { role: 'user', content: 'First, in other words' },
    ]);
    const back = await world.json(bff, 'PUT', `/api/chats/${id}`, { body: { leafId: messages[1]?.id } });
    expect(back).toMatchObject({ leafId: messages[1]?.id });
  });

  it('ends at the next step once the right is gone', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.gateway.model = (_, turn) => (turn === 1 ? { calls: [call('echo')] } : { text: ['Never said'] });
    const { opened, open } = gate();
    world.gateway.tool = () => ({ text: 'x', until: opened });
    const reading = await world.say(bff, id, 'Work');
    await reading.until(() => world.gateway.called.length === 1);
    const rights = rightsOf(member).permissions;
    await world.spread(
      member,
      rights.filter((permission) => permission !== 'model:use'),
    );
    await eventually(async () => expect((await world.ask(bff, 'GET', '/api/chat-models')).status).toBe(403));
    open();
    expect(await reading.end()).toBe(true);
    expect(world.gateway.asked).toHaveLength(1);
    await world.spread(member, rights);
    await eventually(async () => {
      const { messages } = await world.read(bff, id);
      expect(messages[1]?.metadata).toMatchObject({ state: 'failed', error: { code: 'NOT_ALLOWED' } });
    });
  });

  it('is not given with a token that is none, nor to somebody who gets none', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    world.around.barred.add(member.id);
    await (await world.say(bff, id, 'Hello')).end();
    const { messages } = await world.read(bff, id);
    expect(messages[1]?.metadata.error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(world.gateway.asked).toHaveLength(0);
  });

  it('needs a model, and takes the only one there is', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    await world.json(bff, 'PUT', `/api/chats/${id}`, { body: { model: { provider: 'other', model: 'big:1' } } });
    await (await world.say(bff, id, 'Hello')).end();
    expect(world.gateway.asked[0]?.body['model']).toBe('other:big:1');
    expect(await world.json(bff, 'GET', '/api/chat-models')).toMatchObject({ items: [demo] });
  });

  it('is nobody else’s', async () => {
    const { world, bff } = chat();
    const { id } = await world.begin(bff);
    const { opened, open } = gate();
    world.gateway.model = () => ({ text: ['Secret ', 'words'], until: opened });
    const reading = await world.say(bff, id, 'Tell me');
    await reading.until(() => reading.text === 'Secret ');
    for (const [method, path, body] of [
      ['GET', `/api/chats/${id}`, undefined],
      ['GET', `/api/chats/${id}/stream`, undefined],
      ['POST', `/api/chats/${id}/stop`, {}],
      ['PUT', `/api/chats/${id}`, { title: 'x' }],
      ['DELETE', `/api/chats/${id}`, undefined],
      ['POST', `/api/chats/${id}/messages`, { trigger: 'submit', id: uuid(), parentId: null, text: 'x' }],
    ] as const) {
      const answer = await world.ask(bff, method, path, { body, as: admin });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    open();
    expect(await reading.end()).toBe(true);
    expect(reading.text).toBe('Secret words');
  });
});
