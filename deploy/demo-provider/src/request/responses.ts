import { contentText, listOf, objectOf, textOf, type Json } from './json.ts';
import type { ModelRequest, Turn } from './request.ts';

const turnOf = (item: Json, names: Map<string, string>): Turn => {
  const id = textOf(item['call_id']);
  if (item['type'] === 'function_call') {
    const name = textOf(item['name']);
    names.set(id, name);
    return { role: 'assistant', text: '', calls: [name] };
  }
  if (item['type'] === 'function_call_output')
    return { role: 'tool', text: contentText(item['output']), name: names.get(id) ?? 'the tool' };
  const role = item['role'] === 'assistant' ? 'assistant' : 'user';
  return { role, text: contentText(item['content']), calls: [] };
};

/** Reads the body of `/responses`. */
export const readResponses = (body: Json, chars: number): ModelRequest => {
  const names = new Map<string, string>();
  const input = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : listOf(body['input']);
  const said = input
    .map(objectOf)
    .filter(({ role, type }) => role !== 'system' && role !== 'developer' && type !== 'reasoning');
  const most = body['max_output_tokens'];
  return {
    model: textOf(body['model']),
    isStreamed: body['stream'] === true,
    asksForUsage: true,
    instructions: textOf(body['instructions']),
    turns: said.map((item) => turnOf(item, names)),
    tools: listOf(body['tools'])
      .map(objectOf)
      .map(({ name, description, parameters }) => ({
        name: textOf(name),
        description: textOf(description),
        schema: parameters,
      })),
    schema: objectOf(objectOf(body['text'])['format'])['schema'],
    maxOutputTokens: typeof most === 'number' ? most : undefined,
    chars,
  };
};
