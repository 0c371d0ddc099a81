import { isRecord, textIn, type JsonRecord } from '../json/json.ts';

/** Items of an answer that are no call of a tool at the client. Whatever is not listed is taken for one. */
const SAFE_ITEMS = new Set([
  'message',
  'reasoning',
  'compaction',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'tool_search_call',
  'tool_search_output',
  'mcp_call',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'additional_tools',
  'program',
  'program_output',
]);

export const typeOf = (item: JsonRecord): string =>
  textIn(item['type']) ?? (item['role'] === undefined ? '' : 'message');

export const isCallItem = (item: JsonRecord): boolean => {
  const type = typeOf(item);
  return !SAFE_ITEMS.has(type) && !type.endsWith('_call_output');
};

/** Name and arguments of a call; one of a tool that OpenAI defines is called by the type of the item. */
export const readCallItem = (item: JsonRecord): { id: string; name: string; argumentsText: string } => {
  const { type: _type, id, call_id: callId, status: _status, ...rest } = item;
  const name = textIn(item['name']) ?? typeOf(item);
  const qualified = textIn(item['namespace']) === undefined ? name : `${textIn(item['namespace'])}.${name}`;
  return {
    id: textIn(callId) ?? textIn(id) ?? '',
    name: qualified,
    argumentsText: textIn(item['arguments']) ?? textIn(item['input']) ?? JSON.stringify(rest),
  };
};

/** Ids a translation of ours gives to reasoning of other providers. OpenAI's own are longer. */
const OUR_REASONING_ID = /^rs_[0-9a-f]{32}$/;

/** Reasoning OpenAI cannot take back: it neither kept nor encrypted it. */
export const isForeignReasoning = (item: JsonRecord): boolean =>
  typeOf(item) === 'reasoning' &&
  OUR_REASONING_ID.test(textIn(item['id']) ?? '') &&
  (item['encrypted_content'] ?? null) === null;

/** Text of the parts of a message, or of a result. */
export const partsText = (content: unknown): string => {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content : [];
  return parts
    .flatMap((part) => (isRecord(part) ? (textIn(part['text']) ?? textIn(part['refusal']) ?? []) : []))
    .join('\n');
};

/** What stands in the answer for a refused call. */
export const refusalItem = (item: JsonRecord, refusal: string): JsonRecord => ({
  id: `msg_${textIn(item['id']) ?? textIn(item['call_id']) ?? 'refusal'}`,
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: refusal, annotations: [] }],
});
