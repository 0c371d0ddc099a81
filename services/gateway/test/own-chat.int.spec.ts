import { describe, expect, it } from '@jest/globals';
import { profile, TOKEN, useLlmGateway } from './llm.harness.ts';

const gateway = useLlmGateway();
const tool = (name: string) => ({
  type: 'function',
  function: { name, description: name, parameters: { type: 'object' } },
});
const asked = {
  model: 'acme:demo',
  tools: ['echo', 'send'].map(tool),
  messages: [{ role: 'user', content: '[[call send {"to":"a@example.org"}]]' }],
};
const shown = {
  ...asked,
  messages: [
    { role: 'user', content: 'What did it say?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'send', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'A result' },
  ],
};

const ask = async (token: string, body: unknown, path = `/v1/openai/${profile.id}/chat/completions`) => {
  const answer = await fetch(`${gateway.service().url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-archestra-session': 'chat-1' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as {
    choices: { message: { content: string | null; tool_calls?: { function: { name: string } }[] } }[];
  };
};
const namesOf = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.choices[0]?.message.tool_calls?.map((call) => call.function.name) ?? [];
const denyAll = () => {
  gateway.state.decide = () => ({
    outcome: 'deny',
    reason: 'untrusted-context',
    message: 'No.',
    path: [],
    remedies: [],
  });
};

describe('the chat of the platform, known by its token', () => {
  it('is given calls of tools its profile grants: they are decided where it makes them, in the same session', async () => {
    denyAll();
    expect(namesOf(await ask('arch_chat', asked))).toEqual(['send']);
    expect(gateway.state.decided).toEqual([]);
    // The person's words are told before the call can come.
    expect(gateway.state.inspected).toMatchObject([{ userTexts: [asked.messages[0]?.content], results: [] }]);
    expect(await gateway.recorded()).toMatchObject({ source: 'chat', outcome: 'answered' });
  });

  it('is not given a call of anything else', async () => {
    denyAll();
    const other = {
      ...asked,
      tools: [tool('elsewhere')],
      messages: [{ role: 'user', content: '[[call elsewhere {}]]' }],
    };
    expect(namesOf(await ask('arch_chat', other))).toEqual([]);
    expect(namesOf(await ask('arch_chat-alone', asked, '/v1/openai/chat/completions'))).toEqual([]);
    expect(gateway.state.decided).toHaveLength(2);
  });

  it('shows results that were inspected when they came, and are not results of strangers now', async () => {
    await ask('arch_chat', shown);
    expect(gateway.state.inspected).toEqual([]);
  });

  it('is nobody who says so in a header: others are decided and inspected here', async () => {
    denyAll();
    expect(namesOf(await ask(TOKEN, asked))).toEqual([]);
    await ask(TOKEN, shown);
    expect(gateway.state.inspected.flatMap(({ results }) => results)).toHaveLength(1);
    expect(gateway.state.decided).toHaveLength(1);
  });
});
