import { flagAt, invalid, isRecord, listAt, recordAt, stringAt, type JsonPath, type JsonRecord } from '../json/json.ts';
import {
  cannotCarry,
  effortOf,
  functionTool,
  jsonFormat,
  numberAt,
  PromptDraft,
  refuseUnknown,
  said,
  textPart,
  type AssistantPart,
  type KnownFields,
  type NeutralRequest,
  type Reasoning,
  type UserPart,
} from './neutral.ts';

/** Members of `POST /messages`. */
const MESSAGES_FIELDS: KnownFields = {
  carried: new Set([
    'model',
    'messages',
    'system',
    'tools',
    'tool_choice',
    'max_tokens',
    'temperature',
    'top_p',
    'stop_sequences',
    'stream',
    'thinking',
    'output_config',
  ]),
  harmless: new Set([
    'metadata',
    'service_tier',
    'speed',
    'cache_control',
    // Says what Anthropic may clear from a context of its own making.
    'context_management',
  ]),
  defaults: {},
};

const OUTPUT_FIELDS: KnownFields = {
  carried: new Set(['format', 'effort']),
  harmless: new Set(['task_budget']),
  defaults: {},
};

/** Budgets of thinking as the efforts other providers have. */
const effortOfBudget = (tokens: number): Reasoning => {
  if (tokens < 4_096) return 'low';
  return tokens < 16_384 ? 'medium' : 'high';
};

const source = (block: JsonRecord, path: JsonPath): { of: JsonRecord; path: JsonPath } => {
  const at = [...path, 'source'];
  return { of: recordAt(block['source'], at), path: at };
};

const imagePart = (block: JsonRecord, path: JsonPath): UserPart => {
  const { of, path: at } = source(block, path);
  if (of['type'] === 'url') {
    const url = stringAt(of['url'], [...at, 'url']);
    if (!URL.canParse(url)) throw invalid([...at, 'url'], 'must be a URL');
    return { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL(url) } };
  }
  if (of['type'] !== 'base64') throw cannotCarry([...at, 'type']);
  const mediaType = stringAt(of['media_type'], [...at, 'media_type']);
  return { type: 'file', mediaType, data: { type: 'data', data: stringAt(of['data'], [...at, 'data']) } };
};

const documentPart = (block: JsonRecord, path: JsonPath): UserPart => {
  const { of, path: at } = source(block, path);
  const title = typeof block['title'] === 'string' ? block['title'] : undefined;
  if (of['type'] === 'text')
    return textPart([...(title === undefined ? [] : [title]), stringAt(of['data'], [...at, 'data'])].join('\n'));
  if (of['type'] !== 'base64') throw cannotCarry([...at, 'type']);
  const data = stringAt(of['data'], [...at, 'data']);
  const mediaType = stringAt(of['media_type'], [...at, 'media_type']);
  return { type: 'file', mediaType, data: { type: 'data', data }, ...(title === undefined ? {} : { filename: title }) };
};

const searchPart = (block: JsonRecord, path: JsonPath): UserPart => {
  const texts = blocksOf(block['content'], [...path, 'content'], contentPart).flatMap((part) =>
    part.type === 'text' ? part.text : [],
  );
  return textPart([block['title'], block['source'], ...texts].filter((text) => typeof text === 'string').join('\n'));
};

const contentPart = (block: JsonRecord, path: JsonPath): UserPart => {
  switch (block['type']) {
    case 'text':
      return textPart(stringAt(block['text'], [...path, 'text']));
    case 'image':
      return imagePart(block, path);
    case 'document':
      return documentPart(block, path);
    case 'search_result':
      return searchPart(block, path);
    default:
      throw cannotCarry([...path, 'type']);
  }
};

const blocksOf = <T>(content: unknown, path: JsonPath, read: (block: JsonRecord, path: JsonPath) => T): T[] => {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listAt(content, path);
  return blocks.map((block, index) => read(recordAt(block, [...path, index]), [...path, index]));
};

/** Only Anthropic has a flag for a tool that failed; elsewhere its text says so. */
const readResult = (prompt: PromptDraft, block: JsonRecord, path: JsonPath): void => {
  const content = blocksOf(block['content'], [...path, 'content'], contentPart);
  const value = block['is_error'] === true ? [textPart('Error:'), ...content] : content;
  const idPath = [...path, 'tool_use_id'];
  prompt.result(stringAt(block['tool_use_id'], idPath), { type: 'content', value }, idPath);
};

const readUser = (prompt: PromptDraft, content: unknown, path: JsonPath): void => {
  const said: UserPart[] = [];
  blocksOf(content, path, (block, at) => {
    if (block['type'] === 'tool_result') readResult(prompt, block, at);
    else said.push(contentPart(block, at));
  });
  prompt.user(said);
};

const assistantPart = (block: JsonRecord, path: JsonPath): AssistantPart[] => {
  switch (block['type']) {
    case 'text':
      return [textPart(stringAt(block['text'], [...path, 'text']))];
    case 'tool_use':
      return [
        {
          type: 'tool-call',
          toolCallId: stringAt(block['id'], [...path, 'id']),
          toolName: stringAt(block['name'], [...path, 'name']),
          input: recordAt(block['input'], [...path, 'input']),
        },
      ];
    case 'thinking':
    case 'redacted_thinking':
      // A provider takes back only its own.
      return [];
    default:
      throw cannotCarry([...path, 'type']);
  }
};

const readMessage = (prompt: PromptDraft, value: unknown, path: JsonPath): void => {
  const message = recordAt(value, path);
  const content = [...path, 'content'];
  if (message['role'] === 'user') readUser(prompt, message['content'], content);
  else if (message['role'] === 'assistant')
    prompt.assistant(blocksOf(message['content'], content, assistantPart).flat());
  else if (message['role'] === 'system') readSystem(prompt, message['content'], content);
  else throw cannotCarry([...path, 'role']);
};

const readSystem = (prompt: PromptDraft, content: unknown, path: JsonPath): void => {
  if (content === undefined || content === null) return;
  const texts = blocksOf(content, path, (block, at) => {
    if (block['type'] !== 'text') throw cannotCarry([...at, 'type']);
    return stringAt(block['text'], [...at, 'text']);
  });
  if (texts.length > 0) prompt.system(texts.join('\n'));
};

const readTools = (body: JsonRecord): ReturnType<typeof functionTool>[] | undefined => {
  const tools = listAt(body['tools'], ['tools']).map((value, index) => {
    const tool = recordAt(value, ['tools', index]);
    if ((tool['type'] ?? 'custom') !== 'custom') throw cannotCarry(['tools', index, 'type']);
    const name = stringAt(tool['name'], ['tools', index, 'name']);
    return functionTool({
      name,
      description: tool['description'],
      schema: tool['input_schema'],
      strict: tool['strict'],
    });
  });
  return tools.length === 0 ? undefined : tools;
};

const readToolChoice = (value: unknown): NeutralRequest['options']['toolChoice'] => {
  if (value === undefined || value === null) return undefined;
  const choice = recordAt(value, ['tool_choice']);
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return { type: choice['type'] };
    case 'any':
      return { type: 'required' };
    case 'tool':
      return { type: 'tool', toolName: stringAt(choice['name'], ['tool_choice', 'name']) };
    default:
      throw cannotCarry(['tool_choice', 'type']);
  }
};

const readEffort = (body: JsonRecord): Reasoning => {
  const config = isRecord(body['output_config']) ? body['output_config'] : {};
  const effort = effortOf(config['effort'], ['output_config', 'effort']);
  const thinking = isRecord(body['thinking']) ? body['thinking'] : {};
  if (thinking['type'] !== 'enabled') return effort;
  const budget = numberAt(thinking['budget_tokens'], ['thinking', 'budget_tokens']) ?? 0;
  return effort ?? effortOfBudget(budget);
};

const readFormat = (body: JsonRecord): NeutralRequest['options']['responseFormat'] => {
  if (!isRecord(body['output_config'])) return undefined;
  refuseUnknown(body['output_config'], OUTPUT_FIELDS, ['output_config']);
  const format = body['output_config']['format'];
  if (!isRecord(format)) return undefined;
  if (format['type'] !== 'json_schema') throw cannotCarry(['output_config', 'format', 'type']);
  return jsonFormat(format);
};

const readStops = (body: JsonRecord): string[] | undefined => {
  const stops = listAt(body['stop_sequences'], ['stop_sequences']);
  return stops.length === 0 ? undefined : stops.map((stop, index) => stringAt(stop, ['stop_sequences', index]));
};

/** Reads a message's request for another dialect. Throws `INVALID_INPUT` that names what cannot be carried over. */
export const fromMessages = (body: JsonRecord): NeutralRequest => {
  refuseUnknown(body, MESSAGES_FIELDS);
  const prompt = new PromptDraft();
  readSystem(prompt, body['system'], ['system']);
  listAt(body['messages'], ['messages']).forEach((message, index) => readMessage(prompt, message, ['messages', index]));
  const options = said({
    maxOutputTokens: numberAt(body['max_tokens'], ['max_tokens']),
    temperature: numberAt(body['temperature'], ['temperature']),
    topP: numberAt(body['top_p'], ['top_p']),
    stopSequences: readStops(body),
    responseFormat: readFormat(body),
    reasoning: readEffort(body),
    tools: readTools(body),
    toolChoice: readToolChoice(body['tool_choice']),
  });
  const choice = isRecord(body['tool_choice']) ? body['tool_choice'] : {};
  return {
    isStreamed: flagAt(body['stream'], ['stream']),
    options: { prompt: prompt.messages, ...options },
    allowsParallelCalls: choice['disable_parallel_tool_use'] === true ? false : undefined,
  };
};
