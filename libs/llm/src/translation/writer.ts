import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { TokenUsage } from '@archestra/contracts';
import { randomUUID } from 'node:crypto';
import { bounded } from '../answer/usage.ts';

/** Writes an answer of a provider package in one dialect: whole, or part by part. For one answer. */
export interface AnswerWriter {
  whole(result: LanguageModelV4GenerateResult): unknown;
  /** The events a part becomes; empty where it says nothing in this dialect. */
  part(part: LanguageModelV4StreamPart): string;
}

export type FinishReason = LanguageModelV4GenerateResult['finishReason']['unified'];

export const usageOf = ({ inputTokens, outputTokens }: LanguageModelV4Usage): TokenUsage =>
  bounded({
    inputTokens: inputTokens.total ?? 0,
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    cacheWriteTokens: inputTokens.cacheWrite ?? 0,
    outputTokens: outputTokens.total ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  });

/** Usage that a provider said nothing of is left out, not said to be nothing. */
export const isCounted = ({ inputTokens, outputTokens }: LanguageModelV4Usage): boolean =>
  inputTokens.total !== undefined || outputTokens.total !== undefined;

/** An id where the provider gave none. */
export const newId = (prefix: string): string => `${prefix}${randomUUID().replaceAll('-', '')}`;

export const secondsOf = (time: Date | undefined): number => Math.floor((time?.getTime() ?? Date.now()) / 1_000);
