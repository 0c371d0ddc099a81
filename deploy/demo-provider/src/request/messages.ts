import { contentText, listOf, objectOf, textOf, type Json } from './json.ts';
import type { ModelRequest, Turn } from './request.ts';

const resultsOf = (blocks: readonly Json[], names: Map<string, string>): Turn[] =>
  blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block) => ({
      role: 'tool',
      text: contentText(block['content']),
      name: names.get(textOf(block['tool_use_id'])) ?? 'the tool',
    }));

/** One message of Anthropic's dialect holds words and results of tools. */
const turnsOf = (message: Json, names: Map<string, string>): Turn[] => {
  const blocks = listOf(message['content']).map(objectOf);
  const used = blocks.filter(({ type }) => type === 'tool_use');
  for (const block of used) names.set(textOf(block['id']), textOf(block['name']));
  const results = resultsOf(blocks, names);
  const text = contentText(message['content']);
  if (text === '' && results.length > 0) return results;
  const role = message['role'] === 'assistant' ? 'assistant' : 'user';
  return [...results, { role, text, calls: used.map(({ name }) => textOf(name)) }];
};

/** Reads the body of `/messages` and of `/messages/count_tokens`. */
export const readMessages = (body: Json, chars: number): ModelRequest => {
  const names = new Map<string, string>();
  const most = body['max_tokens'];
  return {
    model: textOf(body['model']),
    isStreamed: body['stream'] === true,
    asksForUsage: true,
    instructions: contentText(body['system']),
    turns: listOf(body['messages'])
      .map(objectOf)
      .flatMap((message) => turnsOf(message, names)),
    tools: listOf(body['tools'])
      .map(objectOf)
      .map((tool) => ({
        name: textOf(tool['name']),
        description: textOf(tool['description']),
        schema: tool['input_schema'],
      })),
    schema: objectOf(objectOf(objectOf(body['output_config'])['format']))['schema'],
    maxOutputTokens: typeof most === 'number' ? most : undefined,
    chars,
  };
};
