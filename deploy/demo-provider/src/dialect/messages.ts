import type { ModelRequest } from '../request/request.ts';
import type { Part, Script, Usage } from '../script/script.ts';
import { usageOf } from '../script/usage.ts';
import { frame, newId, piecesOf, wordsOf, type Written } from './written.ts';

/** Here cached tokens are counted beside the input, not in it. */
const usageBody = ({ input, cached, cacheWrite, output }: Usage): object => ({
  input_tokens: Math.max(0, input - cached - cacheWrite),
  cache_creation_input_tokens: cacheWrite,
  cache_read_input_tokens: cached,
  output_tokens: output,
});

const argumentsOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A body cannot hold broken JSON, so it holds what the text says as a text.
    return text;
  }
};

const SIGNATURE = 'c2lnbmF0dXJl';

const blockOf = (part: Part): Record<string, unknown> => {
  if (part.kind === 'call')
    return { type: 'tool_use', id: newId('toolu_'), name: part.name, input: argumentsOf(part.argumentsText) };
  return part.kind === 'text'
    ? { type: 'text', text: part.text }
    : { type: 'thinking', thinking: part.text, signature: SIGNATURE };
};

const emptyOf = (part: Part, block: Record<string, unknown>): Record<string, unknown> => {
  if (part.kind === 'call') return { ...block, input: {} };
  return part.kind === 'text' ? { ...block, text: '' } : { ...block, thinking: '', signature: '' };
};

const deltasOf = (part: Part): object[] => {
  if (part.kind === 'call')
    return piecesOf(part.argumentsText).map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  if (part.kind === 'text') return wordsOf(part.text).map((text) => ({ type: 'text_delta', text }));
  return [
    ...wordsOf(part.text).map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: SIGNATURE },
  ];
};

const event = (type: string, data: object): string => frame({ type, ...data }, type);

const blockFrames = (part: Part, block: Record<string, unknown>, index: number): string[] => [
  event('content_block_start', { index, content_block: emptyOf(part, block) }),
  ...deltasOf(part).map((delta) => event('content_block_delta', { index, delta })),
  event('content_block_stop', { index }),
];

const stopOf = ({ parts, isCutShort }: Script): string =>
  isCutShort ? 'max_tokens' : parts.some(({ kind }) => kind === 'call') ? 'tool_use' : 'end_turn';

/** An answer of `/messages`. */
export const writeMessage = (request: ModelRequest, script: Script): Written => {
  const usage = usageOf(request, script);
  const counted = usage ? usageBody(usage) : {};
  const head = { id: newId('msg_'), type: 'message', role: 'assistant', model: request.model };
  const blocks = script.parts.map(blockOf);
  const end = { stop_reason: stopOf(script), stop_sequence: null };
  const start = {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...counted, output_tokens: 1 },
  };
  return {
    frames: () => [
      event('message_start', { message: start }),
      event('ping', {}),
      ...script.parts.flatMap((part, index) => blockFrames(part, blocks[index] ?? {}, index)),
      event('message_delta', { delta: end, usage: usage ? { output_tokens: usage.output } : {} }),
      event('message_stop', {}),
    ],
    body: () => ({ ...head, content: blocks, ...end, usage: counted }),
  };
};
