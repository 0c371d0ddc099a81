import { z } from 'zod';
import { Empty, Id, page, PageRequest, SearchText, Timestamp } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { WireError } from './error.ts';
import { Approval } from './guard-shape.ts';
import { TokenUsage } from './llm.contract.ts';
import { ModelReference } from './model-reference.ts';
import { provider } from './provider.contract.ts';
import { PathStep, Reason } from './sanitizer.contract.ts';

const byId = z.object({ id: Id });
const isKeepable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const kept = (limit: number) =>
  z.string().max(limit).refine(isKeepable, 'text without U+0000 and halves of characters');

/** What a person writes, at most 50,000 characters. */
const MessageText = kept(50_000).refine((text) => text.trim() !== '', 'Write something.');
const Title = kept(200).trim().min(1);

/** `running`: a model or a tool works. `waiting`: a person has to agree to a call first. */
export const ChatRun = z.object({ id: Id, messageId: Id, state: z.enum(['running', 'waiting']) });
export type ChatRun = z.output<typeof ChatRun>;

/** One conversation of a person with models. Nobody else reads it, auditors included. */
export const Chat = z.object({
  id: Id,
  title: z.string().max(200),
  /** Whose tools may be called; null: none. It stays once there are messages. */
  profileId: Id.nullable(),
  /** Null: the organization's model for chats. */
  model: ModelReference.nullable(),
  /** Names of tools, as the profile exposes them, that this conversation does not use. */
  disabledTools: z.array(z.string().min(1).max(256)).max(2_000),
  /** The last message of the branch that was seen last. */
  leafId: Id.nullable(),
  /** The answer in progress, if there is one. */
  run: ChatRun.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Chat = z.output<typeof Chat>;

/** A row of the list; `excerpt` is where the words that were looked for stand, null without a search. */
export const ChatSummary = Chat.omit({ disabledTools: true, leafId: true }).extend({
  excerpt: z.string().max(400).nullable(),
});
export type ChatSummary = z.output<typeof ChatSummary>;

/** What is known of a message besides its parts: `metadata` of the AI SDK's `UIMessage`. */
export const ChatMetadata = z.object({
  /** The message it answers or follows; null for the first. Several messages with one parent are branches. */
  parentId: Id.nullable(),
  createdAt: Timestamp,
  /** `stopped`: by the person. `failed`: `error` says why, and may stand in front of what was answered until then. */
  state: z.enum(['complete', 'running', 'stopped', 'failed']),
  model: ModelReference.nullable(),
  usage: TokenUsage.nullable(),
  error: WireError.nullable(),
});
export type ChatMetadata = z.output<typeof ChatMetadata>;

/**
 * A message as the AI SDK's `UIMessage`. Parts are `text`, `reasoning`, `step-start`, `dynamic-tool` (a call of a tool with
 * input and output) and `data-tool` (what this platform knows of that call: `ChatToolCall`, its `id` is the tool call's).
 */
export const ChatMessage = z.object({
  id: Id,
  role: z.enum(['user', 'assistant']),
  parts: z.array(z.looseObject({ type: z.string() })),
  metadata: ChatMetadata,
});
export type ChatMessage = z.output<typeof ChatMessage>;

/**
 * `data` of the part `data-tool`: how a call of a tool was decided and what became of it.
 * `waiting`: for the approval. `interrupted`: this process died while the call was out; whether it took effect is not known.
 */
export const ChatToolCall = z.object({
  /** As the model named it; some put more into it than a name. */
  toolCallId: z.string().max(65_536),
  name: z.string().max(256),
  serverId: Id.nullable(),
  serverName: z.string().max(200).nullable(),
  outcome: z.enum([
    'running',
    'waiting',
    'answered',
    'failed',
    'denied',
    'declined',
    'expired',
    'interrupted',
    'stopped',
  ]),
  /** Where the record of the call is, once there is one. */
  callId: Id.nullable(),
  reason: Reason.nullable(),
  path: z.array(PathStep),
  error: WireError.nullable(),
  approval: Approval.nullable(),
  startedAt: Timestamp,
  /** From asking the gateway to its answer, without the time a person took; null while it is out. */
  durationMs: z.number().int().nonnegative().nullable(),
});
export type ChatToolCall = z.output<typeof ChatToolCall>;

/**
 * One server-sent event of an answer: a chunk of the AI SDK's UI message stream (`x-vercel-ai-ui-message-stream: v1`), `[DONE]`
 * at the end. Besides the SDK's own there are `data-tool` (`ChatToolCall`, replaces what has the same id) and the transient
 * `data-title` (`{ title }`). `errorText` of an `error` chunk is a `WireError` as JSON. A stream that ends without `[DONE]` was
 * cut: resume it.
 */
export const ChatChunk = z.looseObject({ type: z.string() });
export type ChatChunk = z.output<typeof ChatChunk>;

/** `submit`: a new message after `parentId`; editing one is a new message with the same parent. `retry`: another answer to the message `parentId`. */
const ChatTurn = z.discriminatedUnion('trigger', [
  z.object({
    trigger: z.literal('submit'),
    /** Chosen by the client, so that a repeated request is the same message. */
    id: Id,
    parentId: Id.nullable(),
    text: MessageText,
  }),
  z.object({ trigger: z.literal('retry'), parentId: Id }),
]);
export type ChatTurn = z.output<typeof ChatTurn>;

/** A text of the organization's library that people begin messages with; `name` follows the slash. */
export const Prompt = z.object({
  id: Id,
  name: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      'lower case letters, digits and single dashes, 1 to 40 characters',
    ),
  title: Title,
  text: kept(20_000).min(1),
  ownerId: Id,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Prompt = z.output<typeof Prompt>;
const PromptInput = Prompt.pick({ name: true, title: true, text: true });

const settings = Chat.pick({ profileId: true, model: true, disabledTools: true }).partial();

/** Chats and the library of prompts. Everything is about the own chats; a chat of somebody else is NOT_FOUND. */
export const chatRoutes = {
  listChats: {
    method: 'GET',
    path: '/api/chats',
    summary:
      'The own chats, the one that changed last first; with `query` those whose title or messages hold the words',
    permission: 'chat:read',
    query: PageRequest.extend({ query: SearchText.optional() }),
    response: page(ChatSummary),
  },
  createChat: {
    method: 'POST',
    path: '/api/chats',
    summary: 'Begin a chat',
    permission: 'chat:write',
    status: 201,
    /** `id` may be chosen by the client; the same id again is the same chat. */
    body: settings.extend({ id: Id.optional() }),
    response: Chat,
  },
  getChat: {
    method: 'GET',
    path: '/api/chats/:id',
    summary: 'A chat with all its messages, older branches included',
    permission: 'chat:read',
    params: byId,
    response: z.object({ chat: Chat, messages: z.array(ChatMessage) }),
  },
  updateChat: {
    method: 'PUT',
    path: '/api/chats/:id',
    summary:
      'Rename a chat; choose its model, tools or branch, and its profile before the first message. What is left out stays',
    permission: 'chat:write',
    params: byId,
    body: settings.extend({ title: Title.optional(), leafId: Id.optional() }),
    response: Chat,
  },
  deleteChat: {
    method: 'DELETE',
    path: '/api/chats/:id',
    summary: 'Delete a chat with its messages; an answer in progress is stopped',
    permission: 'chat:write',
    params: byId,
    response: Empty,
  },
  sendChatMessage: {
    method: 'POST',
    path: '/api/chats/:id/messages',
    summary:
      'Ask, edit and resend, or have it answered again; streams the answer. CONFLICT while another answer is in progress',
    permission: 'chat:write',
    params: byId,
    body: ChatTurn,
    response: z.never(),
    stream: { when: 'always', event: ChatChunk },
  },
  resumeChat: {
    method: 'GET',
    path: '/api/chats/:id/stream',
    summary: 'The answer in progress from its beginning, then as it grows; 204 when there is none',
    permission: 'chat:read',
    params: byId,
    response: z.never(),
    stream: { when: 'always', event: ChatChunk },
  },
  stopChat: {
    method: 'POST',
    path: '/api/chats/:id/stop',
    summary: 'Stop the answer in progress; what was answered until then stays',
    permission: 'chat:write',
    params: byId,
    response: Empty,
  },
  listChatModels: {
    method: 'GET',
    path: '/api/chat-models',
    summary: 'Models to choose from',
    permission: 'model:use',
    response: provider.listModels.output,
  },

  listPrompts: {
    method: 'GET',
    path: '/api/prompts',
    summary: 'Prompts of the organization, by name',
    permission: 'prompt:read',
    query: PageRequest.extend({ query: SearchText.optional() }),
    response: page(Prompt),
  },
  createPrompt: {
    method: 'POST',
    path: '/api/prompts',
    summary: 'Add a prompt; CONFLICT for a name in use',
    permission: 'prompt:write',
    status: 201,
    body: PromptInput,
    response: Prompt,
  },
  updatePrompt: {
    method: 'PUT',
    path: '/api/prompts/:id',
    summary: 'Change a prompt: an own one, or any with prompt:manage',
    permission: 'prompt:write',
    params: byId,
    body: PromptInput,
    response: Prompt,
  },
  deletePrompt: {
    method: 'DELETE',
    path: '/api/prompts/:id',
    summary: 'Delete a prompt: an own one, or any with prompt:manage',
    permission: 'prompt:write',
    params: byId,
    response: Empty,
  },
} as const satisfies Record<string, ConsoleRoute>;
