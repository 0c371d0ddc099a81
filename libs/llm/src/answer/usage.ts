import type { TokenUsage } from '@archestra/contracts';

/** Usage in which no part is larger than its whole, whatever a provider counted: a price is put on the difference. */
export const bounded = (usage: TokenUsage): TokenUsage => {
  const cachedInputTokens = Math.min(usage.cachedInputTokens, usage.inputTokens);
  return {
    ...usage,
    cachedInputTokens,
    cacheWriteTokens: Math.min(usage.cacheWriteTokens, usage.inputTokens - cachedInputTokens),
    reasoningTokens: Math.min(usage.reasoningTokens, usage.outputTokens),
  };
};
