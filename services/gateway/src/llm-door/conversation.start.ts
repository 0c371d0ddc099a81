import type { RequestFacts } from '@archestra/llm';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isSystem = (message: unknown): boolean =>
  isObject(message) && (message['role'] === 'system' || message['role'] === 'developer');

const systemOf = (body: unknown): unknown => {
  if (!isObject(body)) return undefined;
  const messages = body['messages'] ?? body['input'];
  return body['system'] ?? body['instructions'] ?? (Array.isArray(messages) ? messages.find(isSystem) : undefined);
};

/** How a conversation begins: its system prompt and the person's first words. It stays the same while the conversation goes on. */
export const conversationStart = (body: unknown, { userTexts }: RequestFacts): string =>
  JSON.stringify([systemOf(body) ?? null, userTexts[0] ?? null]);
