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
import { readModel } from '../openai-chat/request.ts';
import { FactsDraft, type RequestFacts } from '../request/facts.ts';
import { mayHoldResult, readCallBlock, resultText } from './block.ts';

const BODY_NAMES = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'stream',
  'max_tokens',
  'mcp_servers',
  'container',
]);
const MESSAGE_NAMES = new Set(['role', 'content']);
const BLOCK_NAMES = new Set(['type', 'text', 'content', 'tool_use_id', 'source', 'input', 'name', 'id', 'is_error']);

/** Anthropic counts patches of 28 × 28 pixels, of pictures it first scales to at most 3.75 megapixels; older models to less. */
const IMAGE_TOKENS = Math.ceil(3_750_000 / (28 * 28));
/** Defined by Anthropic, carried out by the client; every other type with a version runs at Anthropic. */
const CLIENT_TYPE = /^(computer|browser|bash|text_editor|memory)_/;

const addImage = (facts: FactsDraft, block: JsonRecord): void => {
  const source = isRecord(block['source']) ? block['source'] : {};
  facts.addImage(textIn(source['data'])?.length ?? 0, IMAGE_TOKENS);
};

/** Images anywhere in the content of a result count, too. */
const addImagesIn = (facts: FactsDraft, content: unknown): void => {
  for (const block of Array.isArray(content) ? content : [])
    if (isRecord(block) && block['type'] === 'image') addImage(facts, block);
};

const asContent = (text: string): unknown => text;
const asTextBlock = (text: string): unknown => ({ type: 'text', text });

/** A result of a tool of the client; its text takes the place of its content, pictures included. */
const readOwnResult = (facts: FactsDraft, block: JsonRecord, path: JsonPath): void => {
  addImagesIn(facts, block['content']);
  facts.addResult({
    toolCallId: textIn(block['tool_use_id']) ?? '',
    text: resultText(block['content']),
    isError: block['is_error'] === true,
    path: [...path, 'content'],
    replacement: asContent,
  });
};

/** What the provider's own tools return, and what nobody here knows, has any shape: none of it may be overlooked. */
const readForeignResult = (facts: FactsDraft, block: JsonRecord, path: JsonPath): void => {
  const text = block['type'] === 'search_result' ? resultText(block) : JSON.stringify(block['content'] ?? block);
  const toolCallId = textIn(block['tool_use_id']) ?? '';
  const isError = block['is_error'] === true;
  facts.addResult({ toolCallId, text, isError, path, replacement: asTextBlock }, textIn(block['type']));
};

const readUserBlock = (facts: FactsDraft, block: JsonRecord): string | undefined => {
  if (block['type'] === 'text') return textIn(block['text']);
  if (block['type'] === 'image') addImage(facts, block);
  else {
    facts.addText(resultText(block));
    if (isRecord(block['source']) && block['source']['type'] === 'base64') facts.addMedia(block['source']);
  }
  return undefined;
};

const readAssistantBlock = (facts: FactsDraft, block: JsonRecord, path: JsonPath): void => {
  const type = block['type'];
  // Written by a translation of ours; Anthropic checks what it is given as its own.
  if (type === 'thinking' && block['signature'] === '') facts.foreignReasoning.push(path);
  if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') facts.addCall(readCallBlock(block));
  else facts.addText(textIn(block['text']) ?? textIn(block['thinking']) ?? '');
};

/** A tool that is offered from here on: defined here, or at a connector. One that is only named was declared before. */
const readAddition = (facts: FactsDraft, block: JsonRecord, path: JsonPath): void => {
  const tool = recordAt(block['tool'], [...path, 'tool']);
  const type = stringAt(tool['type'], [...path, 'tool', 'type']);
  if (type === 'tool_definition') readTool(facts, tool['definition'], [...path, 'tool', 'definition']);
  else if (type !== 'tool_reference')
    facts.hostedTools.push({ type, name: textIn(tool['name']) ?? type, runsAt: 'provider' });
};

/** Reads one block; returns what the person wrote in it. */
const readBlock = (facts: FactsDraft, value: unknown, path: JsonPath, isUser: boolean): string | undefined => {
  const block = recordAt(value, path);
  refuseLookAlikes(block, BLOCK_NAMES, path);
  stringAt(block['type'], [...path, 'type']);
  if (block['type'] === 'tool_result') readOwnResult(facts, block, path);
  else if (mayHoldResult(block['type'])) readForeignResult(facts, block, path);
  else if (block['type'] === 'tool_addition') readAddition(facts, block, path);
  else if (isUser) return readUserBlock(facts, block);
  else readAssistantBlock(facts, block, path);
  return undefined;
};

const readContent = (facts: FactsDraft, content: unknown, path: JsonPath, isUser: boolean): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid(path, 'must be a string or an array of blocks');
  return content.flatMap((block, index) => readBlock(facts, block, [...path, index], isUser) ?? []).join('\n');
};

const readMessage = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const message = recordAt(value, path);
  refuseLookAlikes(message, MESSAGE_NAMES, path);
  const role = message['role'];
  if (role !== 'user' && role !== 'assistant' && role !== 'system')
    throw invalid([...path, 'role'], 'must be user, assistant or system');
  const text = readContent(facts, message['content'], [...path, 'content'], role === 'user');
  if (role === 'user' && text !== '') facts.userTexts.push(text);
  facts.addText(text);
};

const readTool = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const tool = recordAt(value, path);
  refuseLookAlikes(tool, BLOCK_NAMES, path);
  const type = textIn(tool['type']) ?? 'custom';
  const name = textIn(tool['name']) ?? type;
  if (type === 'custom') {
    facts.addTool(stringAt(tool['name'], [...path, 'name']), tool['input_schema'], tool);
    return;
  }
  const runsAt = CLIENT_TYPE.test(type) ? 'client' : 'provider';
  facts.hostedTools.push({ type, name, runsAt });
  if (runsAt === 'client') facts.addTool(name, undefined, tool);
};

const readTools = (facts: FactsDraft, tools: readonly unknown[], path: JsonPath): void => {
  tools.forEach((tool, index) => readTool(facts, tool, [...path, index]));
};

const readServers = (facts: FactsDraft, body: JsonRecord): void => {
  listAt(body['mcp_servers'], ['mcp_servers']).forEach((value, index) => {
    const server = recordAt(value, ['mcp_servers', index]);
    facts.hostedTools.push({ type: 'mcp', name: textIn(server['name']) ?? 'mcp', runsAt: 'provider' });
  });
};

const readSystem = (facts: FactsDraft, system: unknown): void => {
  if (system === undefined || system === null) return;
  facts.addText(readContent(facts, system, ['system'], false));
};

/** Reads a body of `POST /messages` or, without `max_tokens` and `stream`, of `POST /messages/count_tokens`. */
export const readMessagesRequest = (value: unknown): RequestFacts => {
  const body = recordAt(value, []);
  refuseLookAlikes(body, BODY_NAMES, []);
  const facts = new FactsDraft();
  facts.model = readModel(body);
  facts.isStreamed = flagAt(body['stream'], ['stream']);
  facts.maxOutputTokens = countAt(body['max_tokens'], ['max_tokens']);
  facts.wantsUsage = true;
  readSystem(facts, body['system']);
  const messages = listAt(body['messages'], ['messages']);
  if (messages.length === 0) throw invalid(['messages'], 'must hold at least one message');
  messages.forEach((message, index) => readMessage(facts, message, ['messages', index]));
  readTools(facts, listAt(body['tools'], ['tools']), ['tools']);
  readServers(facts, body);
  if (body['container'] !== undefined && body['container'] !== null) facts.storedContext.push('container');
  return facts;
};
