import { modelReferenceText, type TokenUsage } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible';
import { Inject, Injectable } from '@nestjs/common';
import {
  generateText,
  jsonSchema,
  streamText,
  tool,
  type JSONSchema7,
  type LanguageModelUsage,
  type ModelMessage,
  type ToolSet,
  type UIMessageChunk,
} from 'ai';
import { z } from 'zod';
import type { BffConfig } from '../bff.config.ts';
import type { ChatToken } from './chat-token.service.ts';
import { modelError } from './gateway-error.ts';
import type { Conversation } from './run.ts';
import { readTitle } from './title.ts';

/** Ties calls at both doors of the gateway to one session of the guard. */
export const SESSION_HEADER = 'x-archestra-session';
const TITLE_MS = 20_000;
const TITLE_INSTRUCTIONS =
  'Name the conversation that begins with the following message: at most six words, in its language, without quotation marks. Answer with the name only.';
const INSTRUCTIONS =
  'You are the assistant of an organization. Answer in the language of the person and use Markdown. Use tools where they help. A tool may be refused by policy, wait for a person, or fail: say so plainly, and do not repeat a call that was refused.';

/** A tool as a model is told of it. */
export interface OfferedTool {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

/** Who asks which model. */
export interface Asker {
  conversation: Conversation;
  token: ChatToken;
  signal: AbortSignal;
}

const errorStructure = {
  errorSchema: z.looseObject({ error: z.looseObject({ message: z.string() }) }),
  errorToMessage: ({ error }: { error: { message: string } }) => error.message,
};

/** Models, by the gateway's own door: budgets, rules and the guard hold as for any other client. */
@Injectable()
export class ModelClient {
  private readonly base: string;

  constructor(@Inject(CONFIG) config: BffConfig) {
    this.base = (config.GATEWAY_URL ?? config.GATEWAY_PUBLIC_URL).replace(/\/$/, '');
  }

  /** One answer of the model as chunks for a reader; returns what it used. Calls of tools are told, not made. Throws typed errors. */
  async *stream(
    asker: Asker,
    messages: ModelMessage[],
    tools: readonly OfferedTool[],
  ): AsyncGenerator<UIMessageChunk, TokenUsage | null> {
    const failure: { error?: unknown } = {};
    const result = streamText({
      model: await this.model(asker),
      instructions: INSTRUCTIONS,
      messages,
      tools: toolSet(tools),
      maxRetries: 0,
      abortSignal: asker.signal,
      onError: ({ error }) => void (failure.error ??= error),
    });
    for await (const chunk of result.toUIMessageStream({
      sendStart: false,
      sendFinish: false,
      redactToolErrors: false,
    })) {
      if (chunk.type === 'error' || chunk.type === 'abort') break;
      yield chunk;
    }
    if ('error' in failure) throw modelError(failure.error);
    asker.signal.throwIfAborted();
    return usageOf(await result.usage);
  }

  /** A title for a conversation that begins with `text`; undefined when the model finds none. Throws typed errors. */
  async title(asker: Asker, text: string): Promise<string | undefined> {
    try {
      const { text: answer } = await generateText({
        model: await this.model(asker),
        instructions: TITLE_INSTRUCTIONS,
        prompt: text.slice(0, 2_000).toWellFormed(),
        maxOutputTokens: 60,
        maxRetries: 0,
        abortSignal: AbortSignal.any([asker.signal, AbortSignal.timeout(TITLE_MS)]),
      });
      return readTitle(answer);
    } catch (error) {
      throw modelError(error);
    }
  }

  private async model({ conversation, token }: Asker): Promise<OpenAICompatibleChatLanguageModel> {
    const secret = await token.secret();
    const profile = conversation.profileId === null ? '' : `/${conversation.profileId}`;
    return new OpenAICompatibleChatLanguageModel(modelReferenceText(conversation.model), {
      provider: 'archestra',
      url: ({ path }) => `${this.base}/v1/openai${profile}${path}`,
      headers: () => ({ authorization: `Bearer ${secret}`, [SESSION_HEADER]: `chat-${conversation.id}` }),
      includeUsage: true,
      errorStructure,
    });
  }
}

const toolSet = (tools: readonly OfferedTool[]): ToolSet =>
  Object.fromEntries(
    tools.map(({ name, description, inputSchema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(inputSchema as JSONSchema7) }),
    ]),
  );

/** Undefined counts mean that the provider said nothing. */
const usageOf = (usage: LanguageModelUsage): TokenUsage | null => {
  const { inputTokens, outputTokens, inputTokenDetails, outputTokenDetails } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return null;
  return {
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: inputTokenDetails.cacheReadTokens ?? 0,
    cacheWriteTokens: inputTokenDetails.cacheWriteTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    reasoningTokens: outputTokenDetails.reasoningTokens ?? 0,
  };
};

/** Usage of several answers together. */
export const addUsage = (one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null => {
  if (!one || !other) return one ?? other;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  };
};
