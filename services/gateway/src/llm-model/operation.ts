import type { LlmOperation, ProviderDialect } from '@archestra/contracts';
import { isTranslatable, type DialectName } from '@archestra/llm';

/** How a question reaches a provider: where below its base URL, and in which dialect. */
export interface Way {
  readonly path: string;
  readonly dialect: DialectName;
}

/** The dialect of requests and answers of each operation. */
export const dialectOf: Readonly<Record<LlmOperation, DialectName>> = {
  'chat-completions': 'openai-chat',
  responses: 'openai-responses',
  embeddings: 'openai-embeddings',
  messages: 'anthropic-messages',
  'count-tokens': 'anthropic-messages',
};

const own: Readonly<Record<ProviderDialect, Partial<Record<LlmOperation, string>>>> = {
  openai: { 'chat-completions': '/chat/completions', responses: '/responses', embeddings: '/embeddings' },
  anthropic: { messages: '/messages', 'count-tokens': '/messages/count_tokens' },
};

/** What a provider of a dialect is asked when a question has to be translated. */
const common: Readonly<Record<ProviderDialect, Way & { readonly dialect: 'openai-chat' | 'anthropic-messages' }>> = {
  openai: { path: '/chat/completions', dialect: 'openai-chat' },
  anthropic: { path: '/messages', dialect: 'anthropic-messages' },
};

/** The way of an operation to a provider; undefined when providers of this dialect have nothing like it. */
export const wayTo = (operation: LlmOperation, dialect: ProviderDialect): Way | undefined => {
  const path = own[dialect][operation];
  if (path !== undefined) return { path, dialect: dialectOf[operation] };
  return isTranslatable(dialectOf[operation], common[dialect].dialect) ? common[dialect] : undefined;
};

/** Whether no translation is needed. */
export const isOwn = (operation: LlmOperation, dialect: ProviderDialect): boolean =>
  own[dialect][operation] !== undefined;
