import type { TokenUsage } from '@archestra/contracts';
import type { Answer, Refusals, StopReason } from '../answer/answer.ts';
import { bounded } from '../answer/usage.ts';
import { protocolError } from '../failure/provider-failure.ts';
import { editJson, type JsonEdit } from '../json/edit.ts';
import { countIn, isRecord, textIn, type JsonRecord } from '../json/json.ts';
import { isCallBlock, readCallBlock } from './block.ts';

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  pause_turn: 'paused',
  refusal: 'filtered',
};

export const stopReasonOf = (reason: unknown): StopReason => STOP_REASONS[textIn(reason) ?? ''] ?? 'unknown';

/** Counts of the turns the model itself took. The sums of an answer leave out those that compacted its context. */
const ownTurns = (usage: JsonRecord): readonly JsonRecord[] => {
  const turns = Array.isArray(usage['iterations']) ? usage['iterations'].filter(isRecord) : [];
  // Where another model took over, the sums are already its own.
  if (turns.some((turn) => turn['type'] === 'fallback_message')) return [];
  return turns.filter((turn) => turn['type'] === 'message' || turn['type'] === 'compaction');
};

/** Anthropic counts cached tokens beside `input_tokens`, which are only those neither read from a cache nor written to one. */
export const readMessagesUsage = (value: unknown): TokenUsage | undefined => {
  if (!isRecord(value)) return undefined;
  const turns = ownTurns(value);
  const count = (name: string): number =>
    Math.max(
      countIn(value[name]),
      turns.reduce((sum, turn) => sum + countIn(turn[name]), 0),
    );
  const cachedInputTokens = count('cache_read_input_tokens');
  const cacheWriteTokens = count('cache_creation_input_tokens');
  const output = isRecord(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  return bounded({
    inputTokens: count('input_tokens') + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: count('output_tokens'),
    reasoningTokens: countIn(output['thinking_tokens']),
  });
};

const blocksOf = (body: JsonRecord): JsonRecord[] => {
  const content = body['content'];
  if (!Array.isArray(content) || !content.every(isRecord))
    throw protocolError('The provider answered with something that is no message.');
  return content;
};

/** Reads an answer of `POST /messages`, or the count of `POST /messages/count_tokens`. */
export const readMessagesAnswer = (value: unknown): Answer => {
  const body = isRecord(value) ? value : {};
  const isCount = body['content'] === undefined && typeof body['input_tokens'] === 'number';
  const blocks = isCount ? [] : blocksOf(body);
  return {
    model: textIn(body['model']),
    text: blocks.flatMap((block) => (block['type'] === 'text' ? (textIn(block['text']) ?? []) : [])).join('\n'),
    toolCalls: blocks.filter(isCallBlock).map((block, position) => ({ ...readCallBlock(block), position })),
    usage: readMessagesUsage(isCount ? body : body['usage']),
    stopReason: stopReasonOf(body['stop_reason']),
  };
};

/** The text of a message without the refused calls: each becomes a block of text in its place. */
export const refuseMessagesCalls = (text: string, value: unknown, refusals: Refusals): string => {
  const body = isRecord(value) ? value : {};
  const edits: JsonEdit[] = [];
  let position = 0;
  blocksOf(body).forEach((block, index) => {
    if (!isCallBlock(block)) return;
    const refusal = refusals.get(position);
    if (refusal !== undefined) edits.push({ path: ['content', index], value: { type: 'text', text: refusal } });
    position += 1;
  });
  if (edits.length > 0 && edits.length === position && body['stop_reason'] === 'tool_use')
    edits.push({ path: ['stop_reason'], value: 'end_turn' });
  return editJson(text, edits);
};
