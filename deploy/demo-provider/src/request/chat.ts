import { contentText, listOf, objectOf, textOf, type Json } from './json.ts';
import type { DeclaredTool, ModelRequest, Turn } from './request.ts';

const turnOf = (message: Json, names: Map<string, string>): Turn => {
  const text = contentText(message['content']);
  if (message['role'] === 'tool')
    return { role: 'tool', text, name: names.get(textOf(message['tool_call_id'])) ?? 'the tool' };
  const calls = listOf(message['tool_calls']).map((entry) => {
    const name = textOf(objectOf(objectOf(entry)['function'])['name']);
    names.set(textOf(objectOf(entry)['id']), name);
    return name;
  });
  return { role: message['role'] === 'assistant' ? 'assistant' : 'user', text, calls };
};

/** Tools as chat completions declare them. */
const toolOf = (entry: unknown): DeclaredTool => {
  const declared = objectOf(objectOf(entry)['function']);
  return {
    name: textOf(declared['name']),
    description: textOf(declared['description']),
    schema: declared['parameters'],
  };
};

/** Reads the body of `/chat/completions`. */
export const readChat = (body: Json, chars: number): ModelRequest => {
  const names = new Map<string, string>();
  const said = listOf(body['messages'])
    .map(objectOf)
    .filter(({ role }) => role !== 'system' && role !== 'developer');
  const format = objectOf(body['response_format']);
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: textOf(body['model']),
    isStreamed: body['stream'] === true,
    asksForUsage: objectOf(body['stream_options'])['include_usage'] === true,
    turns: said.map((message) => turnOf(message, names)),
    tools: listOf(body['tools']).map(toolOf),
    schema: objectOf(format['json_schema'])['schema'],
    maxOutputTokens: typeof most === 'number' ? most : undefined,
    chars,
  };
};
