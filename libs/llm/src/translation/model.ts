import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { invalid, isRecord, type JsonRecord } from '../json/json.ts';
import { limitName } from '../openai-chat/limit.ts';
import type { NeutralRequest, UserPart } from './neutral.ts';

/** Dialects a request can be translated into. */
export type TargetDialect = 'openai-chat' | 'anthropic-messages';

/** Takes the place of the network: the provider package hands its request over and is given an answer. */
export type Transport = typeof globalThis.fetch;

/** Reaches nobody: requests are taken out of the package before they are sent. */
const BASE_URL = 'http://translation.invalid/v1';
const NAME = 'provider';

const withNamedLimit = (body: Record<string, unknown>): Record<string, unknown> => {
  const { max_tokens: limit, ...rest } = body;
  return limit === undefined ? body : { ...rest, [limitName(String(body['model']))]: limit };
};

/** Results of tools hold only text in a chat: a message after them shows the files, and says of which call. */
const filesAfterResults = (prompt: LanguageModelV4Prompt): LanguageModelV4Prompt =>
  prompt.flatMap((message): LanguageModelV4Prompt => {
    if (message.role !== 'tool') return [message];
    const files: UserPart[] = [];
    const content = message.content.map((part) => {
      if (part.type !== 'tool-result' || part.output.type !== 'content') return part;
      const own = part.output.value.filter((piece) => piece.type === 'file');
      if (own.length > 0) files.push({ type: 'text', text: `Files in the result of ${part.toolCallId}:` }, ...own);
      const value = part.output.value.flatMap((piece) => (piece.type === 'text' ? piece.text : [])).join('\n');
      return { ...part, output: { type: 'text' as const, value } };
    });
    return [{ ...message, content }, ...(files.length > 0 ? [{ role: 'user' as const, content: files }] : [])];
  });

const toChat = ({ options, allowsParallelCalls: parallel }: NeutralRequest): LanguageModelV4CallOptions => ({
  ...options,
  prompt: filesAfterResults(options.prompt),
  ...(parallel === undefined ? {} : { providerOptions: { [NAME]: { parallel_tool_calls: parallel } } }),
});

/** Anthropic's scale ends where OpenAI's has its middle; the package would cut without a word. */
const MAX_TEMPERATURE = 1;

const toMessages = ({ options, allowsParallelCalls: parallel }: NeutralRequest): LanguageModelV4CallOptions => {
  if ((options.temperature ?? 0) > MAX_TEMPERATURE)
    throw invalid(['temperature'], `can be at most ${MAX_TEMPERATURE} for the chosen model`);
  return {
    ...options,
    ...(parallel === undefined ? {} : { providerOptions: { anthropic: { disableParallelToolUse: !parallel } } }),
  };
};

/** Anthropic takes no budget below this; as much is left for what is said after thinking. */
const LEAST_TOKENS = 1_024;

/**
 * Thinking within the limit the caller set, as everywhere else: the package adds it on top, so that a call could cost
 * more than was reserved for it. Where there is no room the model does not think.
 */
const thinkingWithin = (body: JsonRecord, limit: number | undefined): JsonRecord => {
  const { thinking, ...rest } = body;
  if (limit === undefined || !isRecord(thinking) || typeof thinking['budget_tokens'] !== 'number') return body;
  const budget = Math.min(thinking['budget_tokens'], limit - LEAST_TOKENS);
  const limited = { ...rest, max_tokens: limit };
  return budget < LEAST_TOKENS ? limited : { ...limited, thinking: { ...thinking, budget_tokens: budget } };
};

const asIs = (body: JsonRecord): JsonRecord => body;

/** How a dialect is written: the options as its package wants them, and the package. */
interface Target {
  readonly options: (request: NeutralRequest) => LanguageModelV4CallOptions;
  readonly model: (name: string, fetch: Transport) => LanguageModelV4;
  /** What the package wrote, put right where it does not keep what the caller said; `limit` in tokens of output. */
  readonly corrected: (body: JsonRecord, limit: number | undefined) => JsonRecord;
}

export const targets: Readonly<Record<TargetDialect, Target>> = {
  'openai-chat': {
    options: toChat,
    model: (name, fetch) =>
      createOpenAICompatible({
        name: NAME,
        baseURL: BASE_URL,
        fetch,
        includeUsage: true,
        supportsStructuredOutputs: true,
        transformRequestBody: withNamedLimit,
      })(name),
    corrected: asIs,
  },
  'anthropic-messages': {
    options: toMessages,
    // The key is the gateway's affair; the package asks the environment without one.
    model: (name, fetch) => createAnthropic({ baseURL: BASE_URL, apiKey: 'none', fetch })(name),
    corrected: thinkingWithin,
  },
};
