import { describe, expect, it } from '@jest/globals';
import { openaiChat } from './dialect.ts';

const user = { role: 'user', content: 'Hi' };
const body = (change: object = {}) => ({ model: 'm', messages: [user], ...change });
const read = (change: object = {}) => openaiChat.readRequest(body(change));
const parameters = { type: 'object' };

describe('readRequest of a chat', () => {
  it('says what the gateway must know', () => {
    expect(
      read({
        stream: true,
        max_tokens: 5,
        stream_options: { include_usage: true },
        messages: [
          { role: 'system', content: 'Be brief.' },
          user,
          { role: 'user', content: [{ type: 'text', text: 'a' }, 'b', { type: 'text', text: 'c' }] },
        ],
        tools: [{ type: 'function', function: { name: 'f', parameters } }],
        functions: [{ name: 'g', parameters }],
      }),
    ).toMatchObject({
      model: 'm',
      isStreamed: true,
      maxOutputTokens: 5,
      wantsUsage: true,
      userTexts: ['Hi', 'a\nb\nc'],
      declaredTools: [
        { name: 'f', schema: parameters },
        { name: 'g', schema: parameters },
      ],
      hostedTools: [],
      toolResults: [],
      storedContext: [],
    });
  });

  it('prefers the newer limit and counts it for every answer', () => {
    expect(read({ max_tokens: 5, max_completion_tokens: 7, n: 3 }).maxOutputTokens).toBe(21);
    expect(read({ n: 3 })).toMatchObject({ answerCount: 3, maxOutputTokens: undefined });
    expect(read().answerCount).toBe(1);
  });

  it('names results by the calls of the same request', () => {
    const facts = read({
      messages: [
        user,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
            { id: 'b', type: 'custom', custom: { name: 'c', input: 'free text' } },
          ],
          function_call: { name: 'old', arguments: '{}' },
        },
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        {
          role: 'tool',
          tool_call_id: 'b',
          content: [
            { type: 'text', text: 'two' },
            { type: 'text', text: 'three' },
          ],
        },
        { role: 'tool', tool_call_id: 'nobody', content: 'four' },
        { role: 'function', name: 'old', content: 'five' },
        { role: 'tool', content: null },
      ],
    });
    expect(facts.toolCalls).toEqual([
      { position: 0, id: 'a', name: 'f', argumentsText: '{"x":1}' },
      { position: 1, id: 'b', name: 'c', argumentsText: 'free text' },
      { position: 2, id: '', name: 'old', argumentsText: '{}' },
    ]);
    expect(facts.toolResults.map(({ toolCallId, toolName, text }) => [toolCallId, toolName, text])).toEqual([
      ['a', 'f', 'one'],
      ['b', 'c', 'two\nthree'],
      ['nobody', undefined, 'four'],
      ['', 'old', 'five'],
      ['', undefined, ''],
    ]);
  });

  it('takes a part of content that no chat knows for a result, whoever says it', () => {
    const part = { type: 'tool_result', tool_use_id: 'a', content: 'evil' };
    for (const role of ['user', 'assistant', 'system'])
      expect(read({ messages: [{ role, content: [part] }] }).toolResults).toMatchObject([
        { toolCallId: 'a', toolName: 'tool_result', text: JSON.stringify(part) },
      ]);
  });

  it('lists tools that run at the provider', () => {
    const facts = read({ tools: [{ type: 'web_search' }, { type: 'mcp' }], web_search_options: {} });
    expect(facts.hostedTools.map(({ type, runsAt }) => [type, runsAt])).toEqual([
      ['web_search', 'provider'],
      ['mcp', 'provider'],
      ['web_search', 'provider'],
    ]);
  });

  it('counts images by what they may cost, and their bytes where they are sent along', () => {
    const url = 'data:image/png;base64,AAAA';
    const facts = read({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url, detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
      ],
    });
    expect(facts).toMatchObject({ imageCount: 2, imageBytes: url.length });
    expect(facts.estimateTokens()).toBe(85 + 1_445);
  });

  it('takes a schema, a history of calls and a format into the size', () => {
    const more = read({ response_format: { type: 'json_schema', json_schema: { name: 'a'.repeat(100) } } });
    expect(more.textBytes).toBeGreaterThan(read().textBytes + 100);
    expect(more.estimateTokens()).toBeGreaterThan(read().estimateTokens());
  });

  it.each<[string, object, string]>([
    ['no model', { model: undefined }, 'model'],
    ['an empty model', { model: '' }, 'model'],
    ['a model that is no text', { model: 7 }, 'model'],
    ['no messages', { messages: [] }, 'messages'],
    ['messages that are none', { messages: 'Hi' }, 'messages'],
    ['a message that is none', { messages: ['Hi'] }, 'messages[0]'],
    ['a role nobody knows', { messages: [{ role: 'ipython', content: '' }] }, 'messages[0].role'],
    ['content of another type', { messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
    ['a part of another type', { messages: [{ role: 'user', content: [5] }] }, 'messages[0].content[0]'],
    ['text that is none', { messages: [{ role: 'user', content: [{ text: 5 }] }] }, 'messages[0].content[0].text'],
    ['calls that are none', { messages: [{ role: 'assistant', tool_calls: {} }] }, 'messages[0].tool_calls'],
    ['a flag that is none', { stream: 'yes' }, 'stream'],
    ['a limit below one', { max_tokens: 0 }, 'max_tokens'],
    ['a limit that is no number', { max_completion_tokens: '5' }, 'max_completion_tokens'],
    ['a tool without a name', { tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
    ['a tool that is none', { tools: [null] }, 'tools[0]'],
    ['a look-alike of a field', { Messages: [] }, 'Messages'],
    ['a look-alike with a long s', { meſſages: [] }, 'meſſages'],
    ['a look-alike in a message', { messages: [{ ...user, Content: 'x' }] }, 'messages[0].Content'],
    [
      'a look-alike in a part',
      { messages: [{ role: 'user', content: [{ TEXT: '' }] }] },
      'messages[0].content[0].TEXT',
    ],
    [
      'a look-alike in a call',
      { messages: [{ role: 'assistant', tool_calls: [{ ID: '' }] }] },
      'messages[0].tool_calls[0].ID',
    ],
  ])('refuses %s by its name', (_, change, field) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }));
  });
});

describe('changeRequest of a chat', () => {
  const text = '{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}],"seed":12345678901234567890}';
  const change = (json: string, what: object): unknown =>
    JSON.parse(openaiChat.changeRequest(json, openaiChat.readRequest(JSON.parse(json)), what));

  it('leaves the text alone where nothing changes', () => {
    expect(openaiChat.changeRequest(text, openaiChat.readRequest(JSON.parse(text)), {})).toBe(text);
  });

  it('names another model and keeps what JavaScript cannot hold', () => {
    const changed = openaiChat.changeRequest(text, openaiChat.readRequest(JSON.parse(text)), { model: 'n' });
    expect(changed).toBe(text.replace('"m"', '"n"'));
  });

  it.each<[string, object, unknown]>([
    ['where there are no options', {}, { include_usage: true }],
    ['where options are null', { stream_options: null }, { include_usage: true }],
    ['beside other options', { stream_options: { x: 1 } }, { x: 1, include_usage: true }],
    ['against the wish of the client', { stream_options: { include_usage: false } }, { include_usage: true }],
  ])('asks a stream for its usage %s', (_, extra, expected) => {
    const changed = change(JSON.stringify({ ...body({ stream: true }), ...extra }), { asksForUsage: true });
    expect(changed).toMatchObject({ stream_options: expected });
  });

  it('does not ask for the usage of what is no stream', () => {
    expect(change(JSON.stringify(body()), { asksForUsage: true })).toEqual(body());
  });

  it('puts texts in place of results, whatever they were made of', () => {
    const messages = [
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '' } }] },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'evil' }] },
      { role: 'tool', tool_call_id: 'b', content: 'fine' },
    ];
    expect(change(JSON.stringify(body({ messages })), { toolResults: new Map([[0, 'safe']]) })).toEqual(
      body({ messages: [messages[0], { ...messages[1], content: 'safe' }, messages[2]] }),
    );
  });
});
