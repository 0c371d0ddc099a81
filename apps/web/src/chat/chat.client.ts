import { chatRoutes, errorCodes, WireError, type ChatTurn } from '@archestra/contracts';
import { DefaultChatTransport } from 'ai';
import { routeUrl } from '../api/api.client.ts';
import { ConsoleError } from '../api/error.ts';
import { textOf, type ConversationMessage } from './message.ts';

/** What is asked of the bff: it knows the conversation, so only what is new is sent. Throws for a conversation without a question. */
export const turnOf = (
  messages: readonly ConversationMessage[],
  trigger: 'submit-message' | 'regenerate-message',
): ChatTurn => {
  const last = messages.at(-1);
  if (last?.role !== 'user') throw new Error('A turn begins with what a person wrote.');
  if (trigger === 'regenerate-message') return { trigger: 'retry', parentId: last.id };
  return { trigger: 'submit', id: last.id, parentId: last.metadata?.parentId ?? null, text: textOf(last) };
};

/** Lets a refusal be known as what it is, before the AI SDK reads an answer that is none. */
const fetchAnswer: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!response.ok) throw ConsoleError.from(response.status, await response.json().catch(() => undefined));
  return response;
};

/** How the AI SDK asks for answers of one chat and takes up one in progress. */
export const chatTransport = (chatId: string): DefaultChatTransport<ConversationMessage> => {
  const params = { id: chatId };
  return new DefaultChatTransport<ConversationMessage>({
    api: routeUrl(chatRoutes.sendChatMessage, { params }),
    fetch: fetchAnswer,
    prepareSendMessagesRequest: ({ messages, trigger }) => ({ body: turnOf(messages, trigger) }),
    prepareReconnectToStreamRequest: () => ({ api: routeUrl(chatRoutes.resumeChat, { params }) }),
  });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A failure of an answer as every other failure of the console: the stream carries a `WireError` as JSON. */
export const failureOf = (error: Error): Error => {
  if (error instanceof ConsoleError) return error;
  const wire = WireError.safeParse(parsed(error.message));
  if (wire.success) return new ConsoleError(errorCodes[wire.data.code][0], wire.data);
  return error instanceof TypeError ? new ConsoleError(0) : error;
};
