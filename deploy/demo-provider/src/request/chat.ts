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

const isInstruction = ({ role }: Json): boolean => role === 'system' || role === 'developer';
const contentOf = ({ content }: Json): string => contentText(content);

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
  const messages = listOf(body['messages']).map(objectOf);
  const said = messages.filter((message) => !isInstruction(message));
  const format = objectOf(body['response_format']);
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: textOf(body['model']),
    isStreamed: body['stream'] === true,
    asksForUsage: objectOf(body['stream_options'])['include_usage'] === true,
    instructions: messages.filter(isInstruction).map(contentOf).join('\n'),
    turns: said.map((message) => turnOf(message, names)),
    tools: listOf(body['tools']).map(toolOf),
    schema: objectOf(format['json_schema'])['schema'],
    maxOutputTokens: typeof most === 'number' ? most : undefined,
    chars,
  };
};
