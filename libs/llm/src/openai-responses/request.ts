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
import { addImageUrl, readContent } from '../openai-chat/content.ts';
import { readModel } from '../openai-chat/request.ts';
import { FactsDraft, type RequestFacts } from '../request/facts.ts';
import { isCallItem, isForeignReasoning, partsText, readCallItem, typeOf } from './item.ts';

const BODY_NAMES = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'stream',
  'max_output_tokens',
  'previous_response_id',
  'conversation',
  'prompt',
]);
const ITEM_NAMES = new Set([
  'type',
  'role',
  'content',
  'output',
  'call_id',
  'id',
  'name',
  'arguments',
  'input',
  'tools',
]);
/** Content that the provider looks up by these. */
const STORED = ['previous_response_id', 'conversation', 'prompt'] as const;
/** Defined by OpenAI, carried out by the client. */
const CLIENT_TYPES = new Set(['computer', 'computer_use_preview', 'local_shell', 'apply_patch']);
/** Items by which a client hands the work of the model back as it was. */
const OWN_ITEMS = new Set([
  'reasoning',
  'compaction',
  'compaction_trigger',
  'mcp_approval_request',
  'mcp_approval_response',
]);

const asText = (text: string): unknown => text;
const asMessage = (text: string): unknown => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

/** What a result says: text where it is text, else all of it. */
const outputText = (output: unknown): string => {
  const parts = Array.isArray(output) ? output : [];
  const isPlain = typeof output === 'string' || (parts.length > 0 && parts.every((part) => isPart(part)));
  return isPlain ? partsText(output) : JSON.stringify(output ?? '');
};

const isPart = (part: unknown): boolean =>
  isRecord(part) &&
  (typeof part['text'] === 'string' || part['type'] === 'input_image' || part['type'] === 'input_file');

/** Items whose `output` may be a plain text. */
const TEXT_OUTPUTS = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'local_shell_call_output',
  'apply_patch_call_output',
]);

const readOutput = (facts: FactsDraft, item: JsonRecord, path: JsonPath): void => {
  const isText = TEXT_OUTPUTS.has(typeOf(item));
  for (const part of Array.isArray(item['output']) ? item['output'] : [item['output']])
    if (isRecord(part) && 'image_url' in part) addImageUrl(facts, part['image_url'], part['detail']);
  facts.addResult({
    toolCallId: textIn(item['call_id']) ?? '',
    text: outputText(item['output']),
    isError: item['status'] === 'failed',
    path: isText ? [...path, 'output'] : path,
    replacement: isText ? asText : asMessage,
  });
};

/** Work of the provider's own tools that a client sends along, and whatever else nobody here knows: all of it is a result. */
const readForeign = (facts: FactsDraft, item: JsonRecord, path: JsonPath): void => {
  facts.addResult(
    {
      toolCallId: textIn(item['call_id']) ?? textIn(item['id']) ?? '',
      text: JSON.stringify(item),
      isError: item['error'] !== undefined && item['error'] !== null,
      path,
      replacement: asMessage,
    },
    typeOf(item),
  );
};

const readMessage = (facts: FactsDraft, item: JsonRecord, path: JsonPath): void => {
  const role = stringAt(item['role'], [...path, 'role']);
  const text = readContent(facts, item['content'], [...path, 'content']);
  if (role === 'user') facts.userTexts.push(text);
  facts.addText(text);
};

/** Calls of the client's tools that come back; `local_shell_call` and the like included. */
const isClientCall = (item: JsonRecord): boolean => isCallItem(item) && typeOf(item).endsWith('_call');

const readItem = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const item = recordAt(value, path);
  refuseLookAlikes(item, ITEM_NAMES, path);
  const type = typeOf(item);
  if (type === 'message') readMessage(facts, item, path);
  else if (type.endsWith('_call_output')) readOutput(facts, item, path);
  else if (isClientCall(item)) facts.addCall(readCallItem(item));
  else if (type === 'item_reference') facts.storedContext.push('item_reference');
  else if (type === 'additional_tools') readTools(facts, item['tools'], [...path, 'tools']);
  else if (isForeignReasoning(item)) facts.foreignReasoning.push(path);
  else if (OWN_ITEMS.has(type)) facts.addStructure(item);
  else readForeign(facts, item, path);
};

const readInput = (facts: FactsDraft, input: unknown): void => {
  if (typeof input === 'string') {
    facts.userTexts.push(input);
    facts.addText(input);
    return;
  }
  listAt(input, ['input']).forEach((item, index) => readItem(facts, item, ['input', index]));
};

const readTool = (facts: FactsDraft, value: unknown, path: JsonPath): void => {
  const tool = recordAt(value, path);
  refuseLookAlikes(tool, ITEM_NAMES, path);
  const type = stringAt(tool['type'], [...path, 'type']);
  if (type === 'function' || type === 'custom')
    facts.addTool(stringAt(tool['name'], [...path, 'name']), tool['parameters'], tool);
  else if (type === 'namespace') readNamespace(facts, tool, path);
  else readHosted(facts, tool, type);
};

const readNamespace = (facts: FactsDraft, tool: JsonRecord, path: JsonPath): void => {
  const prefix = stringAt(tool['name'], [...path, 'name']);
  listAt(tool['tools'], [...path, 'tools']).forEach((value, index) => {
    const inner = recordAt(value, [...path, 'tools', index]);
    const name = stringAt(inner['name'], [...path, 'tools', index, 'name']);
    facts.addTool(`${prefix}.${name}`, inner['parameters'], inner);
  });
};

const readHosted = (facts: FactsDraft, tool: JsonRecord, type: string): void => {
  const environment = isRecord(tool['environment']) ? tool['environment'] : {};
  const isClient = CLIENT_TYPES.has(type) || (type === 'shell' && environment['type'] === 'local');
  facts.hostedTools.push({
    type,
    name: textIn(tool['server_label']) ?? textIn(tool['name']) ?? type,
    runsAt: isClient ? 'client' : 'provider',
  });
  if (isClient) facts.addTool(type, undefined, tool);
};

const readTools = (facts: FactsDraft, tools: unknown, path: JsonPath): void => {
  listAt(tools, path).forEach((tool, index) => readTool(facts, tool, [...path, index]));
};

/** Reads a body of `POST /responses`. */
export const readResponsesRequest = (value: unknown): RequestFacts => {
  const body = recordAt(value, []);
  refuseLookAlikes(body, BODY_NAMES, []);
  const facts = new FactsDraft();
  for (const name of STORED) if (body[name] !== undefined && body[name] !== null) facts.storedContext.push(name);
  // Such an answer is fetched later, past whoever guards this one.
  if (flagAt(body['background'], ['background'])) facts.storedContext.push('background');
  facts.model = readModel(body);
  facts.isStreamed = flagAt(body['stream'], ['stream']);
  facts.maxOutputTokens = countAt(body['max_output_tokens'], ['max_output_tokens']);
  facts.wantsUsage = true;
  if (body['instructions'] !== undefined && body['instructions'] !== null)
    facts.addText(stringAt(body['instructions'], ['instructions']));
  if (body['input'] === undefined && facts.storedContext.length === 0) throw invalid(['input'], 'must be there');
  readInput(facts, body['input']);
  readTools(facts, body['tools'], ['tools']);
  if (isRecord(body['text'])) facts.addStructure(body['text']);
  return facts;
};
