/** An answer as the tests describe it; each dialect writes it as its provider would. */
export interface Scripted {
  readonly text: readonly string[];
  readonly calls: readonly { readonly name: string; readonly argument: string; readonly pieces: number }[];
  readonly newline: string;
  readonly comments: boolean;
}

type Event = readonly [data: unknown, name?: string];

const write = (events: readonly Event[], { newline, comments }: Scripted): string =>
  events
    .map(([data, name]) => {
      const lines = [
        ...(comments ? [': keep-alive', ''] : []),
        ...(name === undefined ? [] : [`event: ${name}`]),
        `data: ${typeof data === 'string' ? data : JSON.stringify(data)}`,
        '',
        '',
      ];
      return lines.join(newline);
    })
    .join('');

const pieces = (argument: string, count: number): string[] => {
  const text = JSON.stringify({ argument });
  const size = Math.ceil(text.length / count);
  // Cut between code units: a lone surrogate in a piece is what JSON escapes are for.
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size));
};

const USAGE = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };

/** A stream of chat completions, all calls at the end and in turn. */
export const chatStream = (scripted: Scripted): string => {
  const chunk = (delta: unknown, finish: string | null = null): Event => [
    {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason: finish }],
    },
  ];
  const calls = scripted.calls.flatMap(({ name, argument, pieces: count }, index) => [
    chunk({
      tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } }],
    }),
    ...pieces(argument, count).map((part) => chunk({ tool_calls: [{ index, function: { arguments: part } }] })),
  ]);
  return write(
    [
      chunk({ role: 'assistant', content: '' }),
      ...scripted.text.map((content) => chunk({ content })),
      ...calls,
      chunk({}, scripted.calls.length > 0 ? 'tool_calls' : 'stop'),
      [{ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: USAGE }],
      ['[DONE]'],
    ],
    scripted,
  );
};

/** A stream of messages. */
export const messagesStream = (scripted: Scripted): string => {
  const event = (type: string, rest: object): Event => [{ type, ...rest }, type];
  const block = (index: number, start: object, deltas: readonly object[]): Event[] => [
    event('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
  const calls = scripted.calls.flatMap(({ name, argument, pieces: count }, position) =>
    block(
      position + 1,
      { type: 'tool_use', id: `toolu_${position}`, name, input: {} },
      pieces(argument, count).map((part) => ({ type: 'input_json_delta', partial_json: part })),
    ),
  );
  const stop = scripted.calls.length > 0 ? 'tool_use' : 'end_turn';
  return write(
    [
      event('message_start', {
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 9, output_tokens: 1 },
        },
      }),
      ...block(
        0,
        { type: 'text', text: '' },
        scripted.text.map((text) => ({ type: 'text_delta', text })),
      ),
      event('ping', {}),
      ...calls,
      event('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 4 } }),
      event('message_stop', {}),
    ],
    scripted,
  );
};

/** A stream of a response. */
export const responsesStream = (scripted: Scripted): string => {
  const text = scripted.text.join('');
  const part = { type: 'output_text', text, annotations: [] };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] };
  const items = scripted.calls.map(({ name, argument }, index) => ({
    id: `fc_${index}`,
    type: 'function_call',
    call_id: `call_${index}`,
    name,
    arguments: JSON.stringify({ argument }),
    status: 'completed',
  }));
  const response = { id: 'resp_1', object: 'response', model: 'm', output: [] as unknown[] };
  const at = { output_index: 0, item_id: 'msg_1', content_index: 0 };
  const events: Readonly<Record<string, unknown>>[] = [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.output_item.added', output_index: 0, item: { ...message, content: [] } },
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    ...scripted.text.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
    { type: 'response.output_text.done', ...at, text },
    { type: 'response.content_part.done', ...at, part },
    { type: 'response.output_item.done', output_index: 0, item: message },
    ...items.flatMap((item, position) => {
      const place = { output_index: position + 1, item_id: item.id };
      const call = scripted.calls[position] ?? { argument: '', pieces: 1 };
      return [
        { type: 'response.output_item.added', ...place, item: { ...item, arguments: '', status: 'in_progress' } },
        ...pieces(call.argument, call.pieces).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...place,
          delta,
        })),
        { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments },
        { type: 'response.output_item.done', ...place, item },
      ];
    }),
    {
      type: 'response.completed',
      response: {
        ...response,
        status: 'completed',
        output: [message, ...items],
        usage: { input_tokens: 9, output_tokens: 4, total_tokens: 13 },
      },
    },
  ];
  return write(
    events.map((event, index) => [{ ...event, sequence_number: index }, String(event['type'])]),
    scripted,
  );
};
