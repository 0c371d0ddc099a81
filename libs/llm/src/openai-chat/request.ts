import {
  countAt,
  flagAt,
  invalid,
  isRecord,
  listAt,
  recordAt,
  refuseLookAlikes,
  stringAt,
  textIn,
  type JsonPath,
  type JsonRecord,
} from '../json/json.ts';
import { FactsDraft, type RequestFacts } from '../request/facts.ts';
import { readContent } from './content.ts';

const BODY_NAMES = new Set([
  'model',
  'messages',
  'tools',
  'functions',
  'stream',
  'stream_options',
  'n',
  'web_search_options',
]);
const MESSAGE_NAMES = new Set(['role', 'content', 'tool_calls', 'tool_call_id', 'function_call', 'name']);
const CALL_NAMES = new Set(['id', 'type', 'function', 'custom', 'name', 'arguments', 'input']);

/** The model as a request names it. Throws `INVALID_INPUT`. */
export const readModel = (body: JsonRecord): string => {
  const model = stringAt(body['model'], ['model']);
  if (model === '') throw invalid(['model'], 'must name a model');
  return model;
};

const readFunctionTool = (facts: FactsDraft, tool: unknown, path: JsonPath): void => {
  const declared = recordAt(tool, path);
  facts.addTool(stringAt(declared['name'], [...path, 'name']), declared['parameters'], declared);
};

const readTool = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const tool = recordAt(value, path);
  refuseLookAlikes(tool, CALL_NAMES, path);
  const type = tool['type'] ?? 'function';
  if (type === 'function' || type === 'custom') {
    readFunctionTool(facts, tool[type], [...path, type]);
    return;
  }
  const name = stringAt(type, [...path, 'type']);
  facts.hostedTools.push({ type: name, name, runsAt: 'provider' });
};

const readTools = (facts: FactsDraft, body: JsonRecord): void => {
  listAt(body['tools'], ['tools']).forEach((tool, index) => readTool(facts, tool, ['tools', index]));
  listAt(body['functions'], ['functions']).forEach((tool, index) =>
    readFunctionTool(facts, tool, ['functions', index]),
  );
  if (isRecord(body['web_search_options']))
    facts.hostedTools.push({ type: 'web_search', name: 'web_search', runsAt: 'provider' });
};

/** Name and arguments of a call, in a history as well as in an answer. */
export const readCall = (call: JsonRecord): { id: string; name: string; argumentsText: string } => {
  const custom = isRecord(call['custom']) ? call['custom'] : undefined;
  const made = custom ?? (isRecord(call['function']) ? call['function'] : {});
  return {
    id: textIn(call['id']) ?? '',
    name: textIn(made['name']) ?? '',
    argumentsText: textIn(custom ? custom['input'] : made['arguments']) ?? '',
  };
};

const readAssistant = (facts: FactsDraft, message: JsonRecord, path: JsonPath): void => {
  facts.addText(readContent(facts, message['content'], [...path, 'content']));
  listAt(message['tool_calls'], [...path, 'tool_calls']).forEach((value, index) => {
    const callPath = [...path, 'tool_calls', index];
    const call = recordAt(value, callPath);
    refuseLookAlikes(call, CALL_NAMES, callPath);
    facts.addCall(readCall(call));
  });
  if (isRecord(message['function_call'])) facts.addCall(readCall({ function: message['function_call'] }));
};

const asText = (text: string): unknown => text;

const readResult = (facts: FactsDraft, message: JsonRecord, path: JsonPath): void => {
  const contentPath = [...path, 'content'];
  const text = readContent(facts, message['content'], contentPath);
  const toolCallId = textIn(message['tool_call_id']) ?? '';
  const result = { toolCallId, text, isError: false, path: contentPath, replacement: asText };
  // Results of the older kind have no id; they name the function.
  facts.addResult(result, message['role'] === 'function' ? textIn(message['name']) : undefined);
};

const readMessage = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const message = recordAt(value, path);
  refuseLookAlikes(message, MESSAGE_NAMES, path);
  switch (message['role']) {
    case 'user': {
      const text = readContent(facts, message['content'], [...path, 'content']);
      facts.userTexts.push(text);
      facts.addText(text);
      return;
    }
    case 'assistant':
      readAssistant(facts, message, path);
      return;
    case 'tool':
    case 'function':
      readResult(facts, message, path);
      return;
    case 'system':
    case 'developer':
      facts.addText(readContent(facts, message['content'], [...path, 'content']));
      return;
    default:
      throw invalid([...path, 'role'], 'must be system, developer, user, assistant, tool or function');
  }
};

/** The larger of both names: who is asked may know only one of them. */
const maxOutputTokens = (body: JsonRecord): number | undefined => {
  const limits = ['max_completion_tokens', 'max_tokens'].flatMap((name) => countAt(body[name], [name]) ?? []);
  return limits.length === 0 ? undefined : Math.max(...limits);
};

/** Reads a body of `POST /chat/completions`. */
export const readChatRequest = (value: unknown): RequestFacts => {
  const body = recordAt(value, []);
  refuseLookAlikes(body, BODY_NAMES, []);
  const facts = new FactsDraft();
  facts.model = readModel(body);
  facts.isStreamed = flagAt(body['stream'], ['stream']);
  facts.answerCount = countAt(body['n'], ['n']) ?? 1;
  const limit = maxOutputTokens(body);
  facts.maxOutputTokens = limit === undefined ? undefined : limit * facts.answerCount;
  const options = body['stream_options'];
  facts.streamOptions = options;
  facts.wantsUsage = isRecord(options) && options['include_usage'] === true;
  const messages = listAt(body['messages'], ['messages']);
  if (messages.length === 0) throw invalid(['messages'], 'must hold at least one message');
  messages.forEach((message, index) => readMessage(facts, message, ['messages', index]));
  readTools(facts, body);
  if (isRecord(body['response_format'])) facts.addStructure(body['response_format']);
  return facts;
};
