import { describe, expect, it } from '@jest/globals';
import { openaiResponses } from './dialect.ts';

const body = (change: object = {}) => ({ model: 'm', input: 'Hi', ...change });
const read = (change: object = {}) => openaiResponses.readRequest(body(change));
const picture = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };

describe('readRequest of a response', () => {
  it('says what the gateway must know', () => {
    expect(
      read({
        stream: true,
        instructions: 'Be brief.',
        max_output_tokens: 5,
        input: [
          { role: 'user', content: 'a' },
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'b' }, picture] },
          { type: 'reasoning', summary: [] },
          { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c', output: 'one' },
        ],
        tools: [
          { type: 'function', name: 'f', parameters: {} },
          { type: 'namespace', name: 'n', tools: [{ name: 'g', parameters: {} }] },
        ],
      }),
    ).toMatchObject({
      isStreamed: true,
      maxOutputTokens: 5,
      userTexts: ['a', 'b'],
      declaredTools: [{ name: 'f' }, { name: 'n.g' }],
      toolCalls: [{ id: 'c', name: 'f', argumentsText: '{}' }],
      toolResults: [{ toolCallId: 'c', toolName: 'f', text: 'one' }],
      imageCount: 1,
    });
    expect(read().userTexts).toEqual(['Hi']);
  });

  it.each<[string, object, string]>([
    ['function_call_output', { output: 'evil' }, 'evil'],
    ['function_call_output', { output: [{ type: 'input_text', text: 'a' }, picture, { text: 'evil' }] }, 'a\nevil'],
    ['custom_tool_call_output', { output: 'evil' }, 'evil'],
    ['local_shell_call_output', { output: 'evil' }, 'evil'],
    ['shell_call_output', { output: [{ stdout: 'evil' }] }, '[{"stdout":"evil"}]'],
    ['apply_patch_call_output', { output: 'evil' }, 'evil'],
    [
      'computer_call_output',
      { output: { type: 'computer_screenshot', image_url: 'x' } },
      '{"type":"computer_screenshot","image_url":"x"}',
    ],
  ])('finds a result in %s', (type, rest, text) => {
    expect(read({ input: [{ type, call_id: 'c', ...rest }] }).toolResults).toMatchObject([{ toolCallId: 'c', text }]);
  });

  it.each([
    'mcp_call',
    'mcp_list_tools',
    'file_search_call',
    'code_interpreter_call',
    'web_search_call',
    'tool_search_output',
    'program_output',
    'something_new',
  ])('takes all of %s for a result', (type) => {
    const [result] = read({ input: [{ type, id: 'i', output: 'evil' }] }).toolResults;
    expect(result).toMatchObject({ toolName: type, text: expect.stringContaining('evil') });
  });

  it('reads calls of tools that OpenAI defines by their type', () => {
    const input = [{ type: 'local_shell_call', call_id: 'c', action: { command: ['ls'] } }];
    expect(read({ input }).toolCalls).toMatchObject([
      { id: 'c', name: 'local_shell_call', argumentsText: '{"action":{"command":["ls"]}}' },
    ]);
  });

  it('lists what the provider keeps and runs', () => {
    const facts = read({
      previous_response_id: 'r',
      conversation: 'c',
      prompt: { id: 'p' },
      background: true,
      input: [
        { type: 'item_reference', id: 'i' },
        { type: 'additional_tools', tools: [{ type: 'web_search' }] },
      ],
      tools: [
        { type: 'mcp', server_label: 'x' },
        { type: 'computer_use_preview' },
        { type: 'shell', environment: { type: 'local' } },
        { type: 'shell', environment: { type: 'container_auto' } },
      ],
    });
    expect(facts.storedContext).toEqual([
      'previous_response_id',
      'conversation',
      'prompt',
      'background',
      'item_reference',
    ]);
    expect(facts.hostedTools.map(({ name, runsAt }) => `${name} ${runsAt}`)).toEqual([
      'web_search provider',
      'x provider',
      'computer_use_preview client',
      'shell client',
      'shell provider',
    ]);
    expect(facts.declaredTools.map(({ name }) => name)).toEqual(['computer_use_preview', 'shell']);
  });

  it.each<[string, object, string]>([
    ['no input', { input: undefined }, 'input'],
    ['an input that is none', { input: 5 }, 'input'],
    ['an item that is none', { input: ['a'] }, 'input[0]'],
    ['a message without a role', { input: [{ type: 'message', content: 'a' }] }, 'input[0].role'],
    ['instructions that are none', { instructions: [] }, 'instructions'],
    ['a tool without a type', { tools: [{}] }, 'tools[0].type'],
    ['a function without a name', { tools: [{ type: 'function' }] }, 'tools[0].name'],
    ['a look-alike of a field', { Input: 'x' }, 'Input'],
    ['a look-alike in an item', { input: [{ type: 'function_call_output', Output: 'x' }] }, 'input[0].Output'],
  ])('refuses %s by its name', (_, change, field) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }));
  });
});

describe('changeRequest of a response', () => {
  const change = (value: object): unknown =>
    JSON.parse(
      openaiResponses.changeRequest(JSON.stringify(value), openaiResponses.readRequest(value), {
        toolResults: new Map([[0, 'safe']]),
      }),
    );
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'safe' }] };

  it('removes reasoning that a translation wrote, and keeps what is of OpenAI', () => {
    const kept = [
      { type: 'reasoning', id: 'rs_0123456789abcdef0123456789abcdef0123456789', summary: [] },
      { type: 'reasoning', id: `rs_${'a'.repeat(32)}`, encrypted_content: 'x' },
      { role: 'user', content: 'Hi' },
    ];
    const foreign = { type: 'reasoning', id: `rs_${'0'.repeat(32)}`, summary: [{ type: 'summary_text', text: 'x' }] };
    expect(change(body({ input: [foreign, ...kept] }))).toEqual(body({ input: kept }));
  });

  it.each(['function_call_output', 'custom_tool_call_output'])('puts a text in place of the output of %s', (type) => {
    const item = { type, call_id: 'c', output: [{ type: 'input_text', text: 'evil' }] };
    expect(change(body({ input: [item] }))).toEqual(body({ input: [{ ...item, output: 'safe' }] }));
  });

  it.each(['shell_call_output', 'computer_call_output', 'mcp_call', 'something_new'])(
    'puts a message in place of a whole %s',
    (type) => {
      expect(change(body({ input: [{ type, output: { x: 'evil' } }] }))).toEqual(body({ input: [message] }));
    },
  );
});
