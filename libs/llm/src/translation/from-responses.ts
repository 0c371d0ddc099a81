import { flagAt, isRecord, listAt, recordAt, stringAt, textIn, type JsonPath, type JsonRecord } from '../json/json.ts';
import { typeOf } from '../openai-responses/item.ts';
import { openaiToolChoice } from './from-chat.ts';
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
  type KnownFields,
  type NeutralRequest,
  type ToolOutput,
  type UserPart,
} from './neutral.ts';

/** Members of `POST /responses`. */
const RESPONSES_FIELDS: KnownFields = {
  carried: new Set([
    'model',
    'input',
    'instructions',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'max_output_tokens',
    'temperature',
    'top_p',
    'text',
    'reasoning',
    'stream',
  ]),
  harmless: new Set([
    'user',
    'safety_identifier',
    'metadata',
    // Nothing is stored for later: a reference to it is refused.
    'store',
    'service_tier',
    'prompt_cache_key',
    'prompt_cache_options',
    'prompt_cache_retention',
    'stream_options',
    // More of what the provider knows about its own work.
    'include',
  ]),
  defaults: { background: [false], truncation: ['disabled'], top_logprobs: [0] },
};

/** How much is thought is carried over; which summary of it is shown is the other provider's affair. */
const REASONING_FIELDS: KnownFields = {
  carried: new Set(['effort']),
  harmless: new Set(['summary', 'generate_summary']),
  defaults: {},
};
const TEXT_FIELDS: KnownFields = {
  carried: new Set(['format']),
  harmless: new Set(),
  defaults: { verbosity: ['medium'] },
};

const imagePart = (image: JsonRecord, path: JsonPath): UserPart => {
  if (image['file_id'] !== undefined && image['file_id'] !== null) throw cannotCarry([...path, 'file_id']);
  return filePart(image['image_url'], 'image/*', [...path, 'image_url']);
};

const part = (value: unknown, path: JsonPath): UserPart => {
  const sent = recordAt(value, path);
  switch (sent['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return textPart(stringAt(sent['text'], [...path, 'text']));
    case 'refusal':
      return textPart(stringAt(sent['refusal'], [...path, 'refusal']));
    case 'input_image':
      return imagePart(sent, path);
    case 'input_file':
      if (typeof sent['file_data'] !== 'string') throw cannotCarry([...path, 'type']);
      return {
        ...filePart(sent['file_data'], 'application/pdf', [...path, 'file_data']),
        ...(typeof sent['filename'] === 'string' ? { filename: sent['filename'] } : {}),
      };
    default:
      throw cannotCarry([...path, 'type']);
  }
};

const parts = (content: unknown, path: JsonPath): UserPart[] => contentParts(content, path, part);

const readMessage = (prompt: PromptDraft, item: JsonRecord, path: JsonPath): void => {
  const content = [...path, 'content'];
  switch (item['role']) {
    case 'user':
      prompt.user(parts(item['content'], content));
      return;
    case 'assistant':
      prompt.assistant([textPart(plainText(parts(item['content'], content), content))]);
      return;
    case 'system':
    case 'developer':
      prompt.system(plainText(parts(item['content'], content), content));
      return;
    default:
      throw cannotCarry([...path, 'role']);
  }
};

const outputOf = (output: unknown, path: JsonPath): ToolOutput =>
  typeof output === 'string' ? { type: 'text', value: output } : { type: 'content', value: parts(output, path) };

const readItem = (prompt: PromptDraft, value: unknown, path: JsonPath): void => {
  const item = recordAt(value, path);
  switch (typeOf(item)) {
    case 'message':
      readMessage(prompt, item, path);
      return;
    case 'function_call':
      if (item['namespace'] !== undefined && item['namespace'] !== null) throw cannotCarry([...path, 'namespace']);
      prompt.assistant([
        {
          type: 'tool-call',
          toolCallId: stringAt(item['call_id'], [...path, 'call_id']),
          toolName: stringAt(item['name'], [...path, 'name']),
          input: callInput(textIn(item['arguments']) ?? '', [...path, 'arguments']),
        },
      ]);
      return;
    case 'function_call_output': {
      const idPath = [...path, 'call_id'];
      prompt.result(stringAt(item['call_id'], idPath), outputOf(item['output'], [...path, 'output']), idPath);
      return;
    }
    case 'reasoning':
      // A provider takes back only its own.
      return;
    default:
      throw cannotCarry([...path, 'type']);
  }
};

const readTools = (body: JsonRecord): ReturnType<typeof functionTool>[] | undefined => {
  const tools = listAt(body['tools'], ['tools']).map((value, index) => {
    const tool = recordAt(value, ['tools', index]);
    if (tool['type'] !== 'function') throw cannotCarry(['tools', index, 'type']);
    const name = stringAt(tool['name'], ['tools', index, 'name']);
    return functionTool({ name, description: tool['description'], schema: tool['parameters'], strict: tool['strict'] });
  });
  return tools.length === 0 ? undefined : tools;
};

const readFormat = (body: JsonRecord): NeutralRequest['options']['responseFormat'] => {
  if (!isRecord(body['text'])) return undefined;
  refuseUnknown(body['text'], TEXT_FIELDS, ['text']);
  const format = body['text']['format'];
  if (!isRecord(format) || format['type'] === 'text') return undefined;
  if (format['type'] !== 'json_schema') throw cannotCarry(['text', 'format', 'type']);
  return jsonFormat(format);
};

const readReasoning = (body: JsonRecord): NeutralRequest['options']['reasoning'] => {
  if (!isRecord(body['reasoning'])) return undefined;
  refuseUnknown(body['reasoning'], REASONING_FIELDS, ['reasoning']);
  return effortOf(body['reasoning']['effort'], ['reasoning', 'effort']);
};

/** Reads a response's request for another dialect. Throws `INVALID_INPUT` that names what cannot be carried over. */
export const fromResponses = (body: JsonRecord): NeutralRequest => {
  refuseUnknown(body, RESPONSES_FIELDS);
  const prompt = new PromptDraft();
  if (typeof body['instructions'] === 'string') prompt.system(body['instructions']);
  if (typeof body['input'] === 'string') prompt.user([textPart(body['input'])]);
  else listAt(body['input'], ['input']).forEach((item, index) => readItem(prompt, item, ['input', index]));
  const options = said({
    maxOutputTokens: numberAt(body['max_output_tokens'], ['max_output_tokens']),
    temperature: numberAt(body['temperature'], ['temperature']),
    topP: numberAt(body['top_p'], ['top_p']),
    responseFormat: readFormat(body),
    reasoning: readReasoning(body),
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
