import type { TokenUsage } from '@archestra/contracts';
import type { Answer, Refusals, StopReason } from '../answer/answer.ts';
import { bounded } from '../answer/usage.ts';
import { protocolError } from '../failure/provider-failure.ts';
import { editJson, type JsonEdit } from '../json/edit.ts';
import { countIn, isRecord, textIn, type JsonPath, type JsonRecord } from '../json/json.ts';
import type { ToolCall } from '../request/facts.ts';
import { readCall } from './request.ts';

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'filtered',
};

export const stopReasonOf = (reason: unknown): StopReason => STOP_REASONS[textIn(reason) ?? ''] ?? 'unknown';

/**
 * Usage as OpenAI counts it: cached tokens are part of the prompt's, reasoning part of the completion's. Some who
 * imitate it count reasoning in the total only.
 */
export const readChatUsage = (value: unknown): TokenUsage | undefined => {
  if (!isRecord(value)) return undefined;
  const input = isRecord(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {};
  const output = isRecord(value['completion_tokens_details']) ? value['completion_tokens_details'] : {};
  const inputTokens = countIn(value['prompt_tokens']);
  return bounded({
    inputTokens,
    cachedInputTokens: countIn(input['cached_tokens']),
    cacheWriteTokens: countIn(input['cache_write_tokens']),
    outputTokens: Math.max(countIn(value['completion_tokens']), countIn(value['total_tokens']) - inputTokens),
    reasoningTokens: countIn(output['reasoning_tokens']),
  });
};

/** A call of an answer, and where it stands. */
interface FoundCall extends ToolCall {
  readonly choice: number;
  readonly path: JsonPath;
}

const choicesOf = (body: unknown): JsonRecord[] => {
  if (!isRecord(body) || !Array.isArray(body['choices']))
    throw protocolError('The provider answered with something that is no chat completion.');
  return body['choices'].map((choice) => {
    if (!isRecord(choice)) throw protocolError('The provider answered with a choice that is no object.');
    return choice;
  });
};

const messageOf = (choice: JsonRecord): JsonRecord => (isRecord(choice['message']) ? choice['message'] : {});

/** What a model says when it refuses stands beside its content. */
export const messageText = (message: JsonRecord): string =>
  (textIn(message['content']) ?? '') + (textIn(message['refusal']) ?? '');

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

/** Calls of a message or a delta. Throws `PROVIDER_PROTOCOL_ERROR` where nobody can tell what they are. */
export const callsIn = (message: JsonRecord): JsonRecord[] => {
  const calls = message['tool_calls'];
  if (!isSaid(calls)) return [];
  if (!Array.isArray(calls) || !calls.every(isRecord))
    throw protocolError('The provider called tools in a way that cannot be read.');
  return calls;
};

/** The one call there was before tools. Throws `PROVIDER_PROTOCOL_ERROR` like `callsIn`. */
export const legacyCallIn = (message: JsonRecord): JsonRecord | undefined => {
  const call = message['function_call'];
  if (!isSaid(call)) return undefined;
  if (!isRecord(call)) throw protocolError('The provider called a function in a way that cannot be read.');
  return call;
};

const callsOf = (choices: readonly JsonRecord[]): FoundCall[] => {
  const found: FoundCall[] = [];
  const add = (call: JsonRecord, choice: number, path: JsonPath): void => {
    found.push({ ...readCall(call), position: found.length, choice, path });
  };
  choices.forEach((choice, index) => {
    const message = messageOf(choice);
    const path = ['choices', index, 'message'];
    callsIn(message).forEach((call, at) => add(call, index, [...path, 'tool_calls', at]));
    const legacy = legacyCallIn(message);
    if (legacy) add({ function: legacy }, index, [...path, 'function_call']);
  });
  return found;
};

/** Reads an answer of `POST /chat/completions`. Calls of several choices count on. */
export const readChatAnswer = (body: unknown): Answer => {
  const choices = choicesOf(body);
  const { model, usage } = body as JsonRecord;
  return {
    model: textIn(model),
    text: choices.map((choice) => messageText(messageOf(choice))).join('\n'),
    toolCalls: callsOf(choices).map(({ position, id, name, argumentsText }) => ({ position, id, name, argumentsText })),
    usage: readChatUsage(usage),
    stopReason: stopReasonOf(choices[0]?.['finish_reason']),
  };
};

/** A refusal after what the model already said. */
const afterText = (text: string | undefined, refusals: readonly string[]): string =>
  [...(text ? [text] : []), ...refusals].join('\n\n');

const refuseInChoice = (choice: JsonRecord, calls: readonly FoundCall[], refusals: Refusals): JsonEdit[] => {
  const refused = calls.filter(({ position }) => refusals.has(position));
  const [first] = refused;
  if (!first) return [];
  const message = ['choices', first.choice, 'message'];
  const texts = refused.map(({ position }) => refusals.get(position) ?? '');
  const content = { path: [...message, 'content'], value: afterText(textIn(messageOf(choice)['content']), texts) };
  if (refused.length < calls.length) return [content, ...refused.map(({ path }) => ({ path }))];
  const stop = stopReasonOf(choice['finish_reason']) === 'tool-calls';
  return [
    content,
    { path: [...message, 'tool_calls'] },
    { path: [...message, 'function_call'] },
    ...(stop ? [{ path: ['choices', first.choice, 'finish_reason'], value: 'stop' }] : []),
  ];
};

/** The text of a chat completion without the refused calls. */
export const refuseChatCalls = (text: string, body: unknown, refusals: Refusals): string => {
  const choices = choicesOf(body);
  const calls = callsOf(choices);
  return editJson(
    text,
    choices.flatMap((choice, index) =>
      refuseInChoice(
        choice,
        calls.filter((call) => call.choice === index),
        refusals,
      ),
    ),
  );
};
