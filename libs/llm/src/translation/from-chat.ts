import {
  flagAt,
  invalid,
  isRecord,
  listAt,
  recordAt,
  stringAt,
  textIn,
  type JsonPath,
  type JsonRecord,
} from '../json/json.ts';
import {
  callInput,
  cannotCarry,
  contentParts,
  effortOf,
  filePart,
  functionTool,
  jsonFormat,
  numberAt,
  plainText,
  PromptDraft,
  refuseUnknown,
  said,
  textPart,
  type AssistantPart,
  type KnownFields,
  type NeutralRequest,
  type UserPart,
} from './neutral.ts';

/** Members of `POST /chat/completions`. */
const CHAT_FIELDS: KnownFields = {
  carried: new Set([
    'model',
    'messages',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'stop',
    'response_format',
    'reasoning_effort',
    'stream',
    'stream_options',
  ]),
  harmless: new Set([
    // About the caller, billing or caches of the provider.
    'user',
    'safety_identifier',
    'metadata',
    'store',
    'service_tier',
    'prompt_cache_key',
    'prompt_cache_options',
    'prompt_cache_retention',
    // Makes an answer faster, or more alike when it is repeated, without a promise.
    'prediction',
    'seed',
  ]),
  defaults: {
    n: [1],
    frequency_penalty: [0],
    presence_penalty: [0],
    logprobs: [false],
    top_logprobs: [0],
    verbosity: ['medium'],
  },
};

const MESSAGE_FIELDS: KnownFields = {
  carried: new Set(['role', 'content', 'tool_calls', 'tool_call_id', 'refusal']),
  // A provider takes back only its own reasoning; the name of a participant is a hint.
  harmless: new Set(['name', 'reasoning_content', 'reasoning', 'reasoning_details', 'annotations']),
  defaults: {},
};

const userPart = (value: unknown, path: JsonPath): UserPart => {
  if (typeof value === 'string') return textPart(value);
  const part = recordAt(value, path);
  switch (part['type']) {
    case 'text':
      return textPart(stringAt(part['text'], [...path, 'text']));
    case 'image_url': {
      const image = recordAt(part['image_url'], [...path, 'image_url']);
      return filePart(image['url'], 'image/*', [...path, 'image_url', 'url']);
    }
    case 'file': {
      const file = recordAt(part['file'], [...path, 'file']);
      if (file['file_id'] !== undefined) throw cannotCarry([...path, 'file', 'file_id']);
      const sent = filePart(file['file_data'], 'application/pdf', [...path, 'file', 'file_data']);
      return typeof file['filename'] === 'string' ? { ...sent, filename: file['filename'] } : sent;
    }
    default:
      throw cannotCarry([...path, 'type']);
  }
};

const parts = (content: unknown, path: JsonPath): UserPart[] => contentParts(content, path, userPart);

const callPart = (value: unknown, path: JsonPath): AssistantPart => {
  const call = recordAt(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw cannotCarry([...path, 'type']);
  const made = recordAt(call['function'], [...path, 'function']);
  return {
    type: 'tool-call',
    toolCallId: stringAt(call['id'], [...path, 'id']),
    toolName: stringAt(made['name'], [...path, 'function', 'name']),
    input: callInput(textIn(made['arguments']) ?? '', [...path, 'function', 'arguments']),
  };
};

const assistantText = (message: JsonRecord, path: JsonPath): string => {
  const content = message['content'];
  const shown = Array.isArray(content)
    ? content.map((part) => (isRecord(part) && part['type'] === 'refusal' ? part['refusal'] : part))
    : content;
  const at = [...path, 'content'];
  return plainText(parts(shown, at), at) || (textIn(message['refusal']) ?? '');
};

const readMessage = (prompt: PromptDraft, value: unknown, path: JsonPath): void => {
  const message = recordAt(value, path);
  refuseUnknown(message, MESSAGE_FIELDS, path);
  const content = [...path, 'content'];
  switch (message['role']) {
    case 'system':
    case 'developer':
      prompt.system(plainText(parts(message['content'], content), content));
      return;
    case 'user':
      prompt.user(parts(message['content'], content));
      return;
    case 'assistant': {
      const text = assistantText(message, path);
      const calls = listAt(message['tool_calls'], [...path, 'tool_calls']);
      prompt.assistant([
        ...(text === '' ? [] : [textPart(text)]),
        ...calls.map((call, index) => callPart(call, [...path, 'tool_calls', index])),
      ]);
      return;
    }
    case 'tool': {
      const idPath = [...path, 'tool_call_id'];
      const output = { type: 'text' as const, value: plainText(parts(message['content'], content), content) };
      prompt.result(stringAt(message['tool_call_id'], idPath), output, idPath);
      return;
    }
    default:
      throw cannotCarry([...path, 'role']);
  }
};

const readTools = (body: JsonRecord): ReturnType<typeof functionTool>[] | undefined => {
  const tools = listAt(body['tools'], ['tools']).map((value, index) => {
    const tool = recordAt(value, ['tools', index]);
    if (tool['type'] !== 'function') throw cannotCarry(['tools', index, 'type']);
    const made = recordAt(tool['function'], ['tools', index, 'function']);
    const name = stringAt(made['name'], ['tools', index, 'function', 'name']);
    return functionTool({ name, description: made['description'], schema: made['parameters'], strict: made['strict'] });
  });
  return tools.length === 0 ? undefined : tools;
};

/** `auto`, `none`, `required`, or one function by its name, as both APIs of OpenAI write it. */
export const openaiToolChoice = (value: unknown): NeutralRequest['options']['toolChoice'] => {
  if (value === undefined || value === null) return undefined;
  if (value === 'auto' || value === 'none' || value === 'required') return { type: value };
  const choice = recordAt(value, ['tool_choice']);
  if (choice['type'] !== 'function') throw cannotCarry(['tool_choice']);
  const named = isRecord(choice['function']) ? choice['function']['name'] : choice['name'];
  return { type: 'tool', toolName: stringAt(named, ['tool_choice', 'name']) };
};

const readFormat = (value: unknown): NeutralRequest['options']['responseFormat'] => {
  if (value === undefined || value === null) return undefined;
  const format = recordAt(value, ['response_format']);
  if (format['type'] === 'text') return undefined;
  if (format['type'] !== 'json_schema') throw cannotCarry(['response_format', 'type']);
  return jsonFormat(recordAt(format['json_schema'], ['response_format', 'json_schema']));
};

const readStop = (value: unknown): string[] | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string'
    ? [value]
    : listAt(value, ['stop']).map((stop, index) => stringAt(stop, ['stop', index]));
};

/** Reads a chat completion's request for another dialect. Throws `INVALID_INPUT` that names what cannot be carried over. */
export const fromChat = (body: JsonRecord): NeutralRequest => {
  refuseUnknown(body, CHAT_FIELDS);
  const prompt = new PromptDraft();
  listAt(body['messages'], ['messages']).forEach((message, index) => readMessage(prompt, message, ['messages', index]));
  if (prompt.messages.length === 0) throw invalid(['messages'], 'must hold at least one message');
  const options = said({
    maxOutputTokens:
      numberAt(body['max_completion_tokens'], ['max_completion_tokens']) ??
      numberAt(body['max_tokens'], ['max_tokens']),
    temperature: numberAt(body['temperature'], ['temperature']),
    topP: numberAt(body['top_p'], ['top_p']),
    stopSequences: readStop(body['stop']),
    responseFormat: readFormat(body['response_format']),
    reasoning: effortOf(body['reasoning_effort'], ['reasoning_effort']),
    tools: readTools(body),
    toolChoice: openaiToolChoice(body['tool_choice']),
  });
  const parallel = body['parallel_tool_calls'];
  return {
    isStreamed: flagAt(body['stream'], ['stream']),
    options: { prompt: prompt.messages, ...options },
    allowsParallelCalls: typeof parallel === 'boolean' ? parallel : undefined,
  };
};
