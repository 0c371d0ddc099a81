import { anthropicMessages } from '../anthropic-messages/dialect.ts';
import { openaiChat } from '../openai-chat/dialect.ts';
import { openaiEmbeddings } from '../openai-embeddings/dialect.ts';
import { openaiResponses } from '../openai-responses/dialect.ts';
import type { Dialect, DialectName } from './dialect.ts';

/** Every dialect the gateway speaks, with clients and with providers. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'openai-embeddings': openaiEmbeddings,
  'anthropic-messages': anthropicMessages,
};
