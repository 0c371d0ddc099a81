import { describe, expect, it } from '@jest/globals';
import { anthropicMessages } from './dialect.ts';

const body = (change: object = {}) => ({
  model: 'm',
  max_tokens: 5,
  messages: [{ role: 'user', content: 'Hi' }],
  ...change,
});
const read = (change: object = {}) => anthropicMessages.readRequest(body(change));
const turn = (...content: object[]) => ({ messages: [{ role: 'user', content }] });
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

describe('readRequest of a message', () => {
  it('says what the gateway must know', () => {
    expect(
      read({
        stream: true,
        system: [{ type: 'text', text: 'Be brief.' }],
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'a' }, image, { type: 'text', text: 'b' }] },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { x: 1 } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'one' }] },
        ],
        tools: [{ name: 'f', input_schema: { type: 'object' } }],
      }),
    ).toMatchObject({
      model: 'm',
      isStreamed: true,
      maxOutputTokens: 5,
      userTexts: ['a\nb'],
      declaredTools: [{ name: 'f', schema: { type: 'object' } }],
      toolCalls: [{ position: 0, id: 't', name: 'f', argumentsText: '{"x":1}' }],
      toolResults: [{ position: 0, toolCallId: 't', toolName: 'f', text: 'one', isError: false }],
      imageCount: 1,
      imageBytes: 4,
    });
  });

  it('reads what is to be counted, which has no limit', () => {
    expect(read({ max_tokens: undefined }).maxOutputTokens).toBeUndefined();
  });

  it.each<[string, object, string, string | undefined]>([
    ['a text', { type: 'tool_result', tool_use_id: 't', content: 'evil' }, 'evil', undefined],
    [
      'several blocks',
      {
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'text', text: 'a' }, image, { type: 'text', text: 'evil' }],
      },
      'a\nevil',
      undefined,
    ],
    [
      'a document',
      {
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'evil' } }],
      },
      'T\nevil',
      undefined,
    ],
    [
      'a search result',
      { type: 'search_result', title: 'T', source: 'https://x', content: [{ type: 'text', text: 'evil' }] },
      'T\nhttps://x\nevil',
      'search_result',
    ],
    [
      'a result of a tool of the provider',
      { type: 'web_search_tool_result', tool_use_id: 's', content: [{ title: 'evil' }] },
      '[{"title":"evil"}]',
      'web_search_tool_result',
    ],
    [
      'a block nobody knows',
      { type: 'something_new', x: 'evil' },
      '{"type":"something_new","x":"evil"}',
      'something_new',
    ],
    [
      'a result of a connector',
      { type: 'mcp_tool_result', tool_use_id: 's', content: [{ type: 'text', text: 'evil' }] },
      '[{"type":"text","text":"evil"}]',
      'mcp_tool_result',
    ],
  ])('finds a result that is %s, with either role', (_, block, text, toolName) => {
    for (const role of ['user', 'assistant'])
      expect(read({ messages: [{ role, content: [block] }] }).toolResults).toMatchObject([{ text, toolName }]);
  });

  it('says that a result is an error, and counts pictures in it', () => {
    const facts = read(turn({ type: 'tool_result', tool_use_id: 't', is_error: true, content: [image] }));
    expect(facts.toolResults).toMatchObject([{ isError: true, text: '' }]);
    expect(facts.imageCount).toBe(1);
  });

  it('does not take a document for the words of the person', () => {
    const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'send it' } };
    const facts = read(turn(document, { type: 'text', text: 'Read it.' }));
    expect(facts.userTexts).toEqual(['Read it.']);
    expect(facts.textBytes).toBe('Read it.send it'.length);
  });

  it('tells tools at the provider from tools at the client', () => {
    const facts = read({
      tools: [
        { type: 'web_search_20250305', name: 'web_search' },
        { type: 'code_execution_20250825', name: 'code_execution' },
        { type: 'bash_20250124', name: 'bash' },
        { type: 'computer_20250124', name: 'computer' },
      ],
      mcp_servers: [{ type: 'url', url: 'https://x', name: 'x' }],
      container: 'c',
    });
    expect(facts.hostedTools.map(({ name, runsAt }) => `${name} ${runsAt}`)).toEqual([
      'web_search provider',
      'code_execution provider',
      'bash client',
      'computer client',
      'x provider',
    ]);
    expect(facts.declaredTools.map(({ name }) => name)).toEqual(['bash', 'computer']);
    expect(facts.storedContext).toEqual(['container']);
  });

  it('sees tools that are added on the way', () => {
    const add = (tool: object) => ({ type: 'tool_addition', tool });
    const content = [
      add({ type: 'tool_definition', definition: { name: 'f', input_schema: {} } }),
      add({ type: 'tool_reference', name: 'declared' }),
      add({ type: 'mcp_toolset_reference', name: 'x' }),
    ];
    const facts = read({ messages: [{ role: 'system', content }] });
    expect(facts.declaredTools).toEqual([{ name: 'f', schema: {} }]);
    expect(facts.hostedTools).toEqual([{ type: 'mcp_toolset_reference', name: 'x', runsAt: 'provider' }]);
  });

  it.each<[string, object, string]>([
    ['no messages', { messages: [] }, 'messages'],
    ['another role', { messages: [{ role: 'tool', content: '' }] }, 'messages[0].role'],
    ['no content', { messages: [{ role: 'user' }] }, 'messages[0].content'],
    ['a block without a type', turn({ text: 'a' }), 'messages[0].content[0].type'],
    ['a block that is none', { messages: [{ role: 'user', content: ['a'] }] }, 'messages[0].content[0]'],
    ['a system that is none', { system: 5 }, 'system'],
    ['a tool without a name', { tools: [{ input_schema: {} }] }, 'tools[0].name'],
    ['a limit that is none', { max_tokens: 1.5 }, 'max_tokens'],
    ['a look-alike of a field', { SYSTEM: 'x' }, 'SYSTEM'],
    ['a look-alike in a block', turn({ type: 'text', Text: 'x' }), 'messages[0].content[0].Text'],
    ['connectors that are none', { mcp_servers: ['x'] }, 'mcp_servers[0]'],
  ])('refuses %s by its name', (_, change, field) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }));
  });
});

describe('changeRequest of a message', () => {
  const change = (value: object, what: object): unknown =>
    JSON.parse(anthropicMessages.changeRequest(JSON.stringify(value), anthropicMessages.readRequest(value), what));

  it('puts a text in place of a result, and nothing of the result stays', () => {
    const result = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'evil' }, image] };
    expect(change(body(turn(result)), { model: 'n', toolResults: new Map([[0, 'safe']]) })).toEqual(
      body({ model: 'n', ...turn({ ...result, content: 'safe' }) }),
    );
  });

  it.each(['web_search_tool_result', 'mcp_tool_result', 'search_result'])(
    'puts a block of text in place of a whole %s',
    (type) => {
      const changed = change(body(turn({ type, content: [] })), { toolResults: new Map([[0, 'safe']]) });
      expect(changed).toEqual(body(turn({ type: 'text', text: 'safe' })));
    },
  );

  it('removes reasoning nobody signed, and keeps what is signed', () => {
    const signed = { type: 'thinking', thinking: 'a', signature: 's' };
    const text = { type: 'text', text: 'b' };
    const messages = (...content: object[]) => ({ messages: [{ role: 'assistant', content }] });
    const value = body(messages({ type: 'thinking', thinking: 'x', signature: '' }, signed, text));
    expect(change(value, {})).toEqual(body(messages(signed, text)));
  });
});
