import { isRecord, textIn, type JsonRecord } from '../json/json.ts';

/** Blocks of an answer that are no call of a tool at the client. Whatever is not listed is taken for one. */
const SAFE_BLOCKS = new Set([
  'text',
  'thinking',
  'redacted_thinking',
  'server_tool_use',
  'mcp_tool_use',
  'mcp_tool_listing',
  'container_upload',
  'compaction',
  'fallback',
]);

/** Blocks of a request that are neither a result nor taken for one. */
const REQUEST_BLOCKS = new Set([...SAFE_BLOCKS, 'image', 'document', 'tool_use', 'tool_addition', 'tool_removal']);

/** A block that holds a result, or that nobody here knows. */
export const mayHoldResult = (type: unknown): boolean => typeof type !== 'string' || !REQUEST_BLOCKS.has(type);

/** Blocks like `tool_result`, `mcp_tool_result`, `web_search_tool_result`. */
const isResultBlock = (type: unknown): boolean => typeof type === 'string' && type.endsWith('tool_result');

export const isCallBlock = (block: JsonRecord): boolean => {
  const type = textIn(block['type']) ?? '';
  return !SAFE_BLOCKS.has(type) && !isResultBlock(type);
};

/** A `tool_use` block, or one that is taken for a call. */
export const readCallBlock = (block: JsonRecord): { id: string; name: string; argumentsText: string } => ({
  id: textIn(block['id']) ?? '',
  name: textIn(block['name']) ?? textIn(block['type']) ?? '',
  argumentsText: JSON.stringify(block['input'] ?? {}),
});

const TEXT_MEMBERS = ['text', 'title', 'source', 'data', 'url', 'content'] as const;

/** Texts of a block inside a result: of text, search results and documents with text; nothing of an image. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isRecord(value) || value['type'] === 'image' || value['type'] === 'base64') return [];
  return TEXT_MEMBERS.flatMap((name) => textsIn(value[name]));
};

/** Everything a model can read in the content of a result. */
export const resultText = (content: unknown): string => textsIn(content).join('\n');
