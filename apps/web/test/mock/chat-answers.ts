import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, chatRoutes, type Chat, type ChatTurn } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { chats, demoModel, messagesOf, models, question } from './chat.ts';
import { follow, startRun, stop } from './chat-run.ts';
import { scriptFor } from './chat-script.ts';
import { prompts } from './prompt.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, page, remove } from './store.ts';

const chatOf = (id: string): Chat => found(chats.find((chat) => chat.id === id));
const textOf = (chatId: string, messageId: string): string =>
  String(messagesOf.get(chatId)?.find(({ id }) => id === messageId)?.parts[0]?.['text'] ?? '');

const ownPrompt = (id: string) => {
  const prompt = found(prompts.find((candidate) => candidate.id === id));
  if (prompt.ownerId !== me().id && !sessionNow().permissions.includes('prompt:manage'))
    throw new AppError('NOT_ALLOWED', 'This prompt belongs to somebody else. Ask its owner.');
  return prompt;
};

const excerptOf = ({ id }: Chat, words: string): string | null => {
  const texts = (messagesOf.get(id) ?? []).flatMap(({ parts }) => parts.map((part) => String(part['text'] ?? '')));
  const hit = texts.find((text) => text.toLowerCase().includes(words));
  if (hit === undefined) return null;
  const at = Math.max(0, hit.toLowerCase().indexOf(words) - 40);
  return `${at > 0 ? '…' : ''}${hit.slice(at, at + 120)}`;
};

const listChats = ({
  query = '',
  ...paging
}: {
  query?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}) => {
  const words = query.toLowerCase();
  const rows = chats
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .map((chat) => ({ ...chat, excerpt: words ? excerptOf(chat, words) : null }))
    .filter(({ title, excerpt }) => !words || excerpt !== null || title.toLowerCase().includes(words));
  return page(rows, paging);
};

const send = (chat: Chat, turn: ChatTurn): void => {
  if (chat.run) throw new AppError('CONFLICT', 'Another answer is in progress in this chat. Wait for it, or stop it.');
  if (turn.trigger === 'submit') {
    if (/refuse/i.test(turn.text)) throw new AppError('RATE_LIMITED', 'You asked very often. Wait a minute.');
    messagesOf.get(chat.id)?.push(question(turn.id, turn.parentId, turn.text));
    if (chat.title === 'New chat') chat.title = turn.text.slice(0, 40);
  }
  const asked = turn.trigger === 'submit' ? turn.id : turn.parentId;
  chat.updatedAt = now();
  startRun(chat, asked, async (writer) => {
    writer.say({ type: 'data-title', data: { title: chat.title }, transient: true });
    await scriptFor(textOf(chat.id, asked))(writer);
  });
};

/** Chats and prompts. */
export const chatAnswers: Answers = {
  listChats: ({ query }) => listChats(query),
  createChat: ({ body: { id = crypto.randomUUID(), profileId = null, model = null, disabledTools = [] } }) => {
    const known = chats.find((chat) => chat.id === id);
    if (known) return known;
    const times = { createdAt: now(), updatedAt: now() };
    const chat: Chat = { id, title: 'New chat', profileId, model, disabledTools, leafId: null, run: null, ...times };
    chats.push(chat);
    messagesOf.set(id, []);
    return chat;
  },
  getChat: ({ params }) => ({ chat: chatOf(params.id), messages: messagesOf.get(params.id) ?? [] }),
  updateChat: ({ params, body }) => Object.assign(chatOf(params.id), body),
  deleteChat: ({ params }) => {
    chatOf(params.id);
    stop(params.id);
    remove(chats, ({ id }) => id === params.id);
    return {};
  },
  stopChat: ({ params }) => {
    stop(chatOf(params.id).id);
    return {};
  },
  listChatModels: () => ({ items: models, defaults: { chat: demoModel, quarantine: null } }),
  listPrompts: ({ query }) =>
    page(
      prompts.toSorted((a, b) => a.name.localeCompare(b.name)),
      query,
    ),
  createPrompt: ({ body }) => {
    if (prompts.some(({ name }) => name === body.name))
      throw new AppError('CONFLICT', `There is a prompt named ${body.name} already. Choose another name.`);
    const prompt = { ...body, id: crypto.randomUUID(), ownerId: me().id, createdAt: now(), updatedAt: now() };
    prompts.push(prompt);
    return prompt;
  },
  updatePrompt: ({ params, body }) => Object.assign(ownPrompt(params.id), body, { updatedAt: now() }),
  deletePrompt: ({ params }) => {
    ownPrompt(params.id);
    remove(prompts, ({ id }) => id === params.id);
    return {};
  },
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text);
};

/** Streams the answer in progress, after having begun it where that was asked. */
export const chatStreams: Partial<
  Record<string, (request: IncomingMessage, response: ServerResponse, id: string) => void | Promise<void>>
> = {
  sendChatMessage: async (request, response, id) => {
    const chat = chatOf(id);
    const turn = chatRoutes.sendChatMessage.body.parse(await bodyOf(request));
    send(chat, turn);
    follow(response, id);
  },
  resumeChat: (_request, response, id) => follow(response, chatOf(id).id),
};
