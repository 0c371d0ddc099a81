import type { TokenUsage } from '@archestra/contracts';
import type { Answer, Refusals, StopReason } from '../answer/answer.ts';
import { bounded } from '../answer/usage.ts';
import { protocolError } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { countIn, isRecord, textIn, type JsonRecord } from '../json/json.ts';
import { isCallItem, partsText, readCallItem, refusalItem, typeOf } from './item.ts';

/** Usage as the Responses API counts it. */
export const readResponsesUsage = (value: unknown): TokenUsage | undefined => {
  if (!isRecord(value)) return undefined;
  const input = isRecord(value['input_tokens_details']) ? value['input_tokens_details'] : {};
  const output = isRecord(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  return bounded({
    inputTokens: countIn(value['input_tokens']),
    cachedInputTokens: countIn(input['cached_tokens']),
    cacheWriteTokens: countIn(input['cache_write_tokens']),
    outputTokens: countIn(value['output_tokens']),
    reasoningTokens: countIn(output['reasoning_tokens']),
  });
};

/** Items of the output; an answer in progress may have none. Throws `PROVIDER_PROTOCOL_ERROR`. */
export const itemsOf = (response: JsonRecord): JsonRecord[] => {
  const output = response['output'] ?? [];
  if (!Array.isArray(output) || !output.every(isRecord))
    throw protocolError('The provider answered with something that is no response.');
  return output;
};

const INCOMPLETE: Readonly<Record<string, StopReason>> = { max_output_tokens: 'length', content_filter: 'filtered' };

export const stopReasonOf = (response: JsonRecord, hasCalls: boolean): StopReason => {
  const details = isRecord(response['incomplete_details']) ? response['incomplete_details'] : {};
  switch (response['status']) {
    case 'completed':
      return hasCalls ? 'tool-calls' : 'end';
    case 'incomplete':
      return INCOMPLETE[textIn(details['reason']) ?? ''] ?? 'unknown';
    case 'failed':
    case 'cancelled':
      return 'failed';
    default:
      return 'unknown';
  }
};

/** Reads an answer of `POST /responses`. */
export const readResponsesAnswer = (body: unknown): Answer => {
  if (!isRecord(body) || !Array.isArray(body['output']))
    throw protocolError('The provider answered with something that is no response.');
  const items = itemsOf(body);
  const toolCalls = items.filter(isCallItem).map((item, position) => ({ ...readCallItem(item), position }));
  return {
    model: textIn(body['model']),
    text: items.flatMap((item) => (typeOf(item) === 'message' ? partsText(item['content']) : [])).join('\n'),
    toolCalls,
    usage: readResponsesUsage(body['usage']),
    stopReason: stopReasonOf(body, toolCalls.length > 0),
  };
};

/** The text of a response without the refused calls: each becomes a message in its place. */
export const refuseResponsesCalls = (text: string, body: unknown, refusals: Refusals): string => {
  let position = -1;
  const edits = itemsOf(isRecord(body) ? body : {}).flatMap((item, index) => {
    if (!isCallItem(item)) return [];
    const refusal = refusals.get((position += 1));
    return refusal === undefined ? [] : [{ path: ['output', index], value: refusalItem(item, refusal) }];
  });
  return editJson(text, edits);
};
