import type { ServerResponse } from 'node:http';
import {
  AppError,
  type Approval,
  type Chat,
  type ChatMessage,
  type ChatToolCall,
  type WireError,
} from '@archestra/contracts';
import { demoModel, messagesOf } from './chat.ts';
import { now } from './store.ts';

type Chunk = { type: string } & Record<string, unknown>;

/** An answer in progress: what was said until now can be replayed to whoever comes later. */
interface Run {
  chat: Chat;
  message: ChatMessage;
  chunks: Chunk[];
  readers: Set<ServerResponse>;
  isStopped: boolean;
  approvals: Map<string, { approval: Approval; decide: (outcome: 'approved' | 'declined') => void }>;
}
const runs = new Map<string, Run>();

/** How fast the mock writes. */
const PACE_MS = 22;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const write = (response: ServerResponse, chunk: Chunk | '[DONE]') =>
  response.write(`data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`);

/** What the scripts of answers are written with. */
export class Writer {
  private readonly run: Run;
  private texts = 0;

  constructor(run: Run) {
    this.run = run;
  }

  get parts(): ChatMessage['parts'] {
    return this.run.message.parts;
  }

  say(chunk: Chunk): void {
    if (this.run.isStopped) throw new Stopped();
    this.run.chunks.push(chunk);
    for (const reader of this.run.readers) write(reader, chunk);
  }

  /** Words one after the other. */
  async write(kind: 'text' | 'reasoning', words: string): Promise<void> {
    const id = `${kind}-${(this.texts += 1)}`;
    const part: Chunk = { type: kind, text: '', state: 'streaming' };
    this.parts.push(part);
    this.say({ type: `${kind}-start`, id });
    for (const delta of words.match(/\s*\S+\s?/g) ?? []) {
      await pause(PACE_MS);
      part['text'] = `${String(part['text'])}${delta}`;
      this.say({ type: `${kind}-delta`, id, delta });
    }
    part['state'] = 'done';
    this.say({ type: `${kind}-end`, id });
  }

  tool(facts: ChatToolCall): void {
    const known = this.parts.find(({ type, id }) => type === 'data-tool' && id === facts.toolCallId);
    if (known) known['data'] = facts;
    else this.parts.push({ type: 'data-tool', id: facts.toolCallId, data: facts });
    this.say({ type: 'data-tool', id: facts.toolCallId, data: facts });
  }

  call(toolCallId: string, toolName: string, input: unknown): void {
    this.parts.push({ type: 'dynamic-tool', toolName, toolCallId, state: 'input-available', input });
    this.say({ type: 'tool-input-start', toolCallId, toolName, dynamic: true });
    this.say({ type: 'tool-input-available', toolCallId, toolName, input, dynamic: true });
  }

  end(toolCallId: string, outcome: { output: unknown } | { errorText: string }): void {
    const part = this.parts.find((candidate) => candidate['toolCallId'] === toolCallId);
    const isError = 'errorText' in outcome;
    if (part) Object.assign(part, outcome, { state: isError ? 'output-error' : 'output-available' });
    this.say({ type: isError ? 'tool-output-error' : 'tool-output-available', toolCallId, ...outcome, dynamic: true });
  }

  /** Waits until somebody agrees, declines or is too late. */
  approval(approval: Approval): Promise<'approved' | 'declined' | 'expired'> {
    if (this.run.chat.run) this.run.chat.run = { ...this.run.chat.run, state: 'waiting' };
    const left = new Date(approval.expiresAt).getTime() - Date.now();
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('expired'), left);
      const decide = (outcome: 'approved' | 'declined') => {
        clearTimeout(timer);
        this.run.approvals.delete(approval.id);
        if (this.run.chat.run) this.run.chat.run = { ...this.run.chat.run, state: 'running' };
        resolve(outcome);
      };
      this.run.approvals.set(approval.id, { approval, decide });
    });
  }

  /** The connection of everybody who reads breaks; the answer goes on. */
  cut(): void {
    for (const reader of this.run.readers) reader.destroy();
    this.run.readers.clear();
  }
}

class Stopped extends Error {}

/** Answers an approval a run waits for. */
export const decideApproval = (approvalId: string, outcome: 'approved' | 'declined'): Approval => {
  const waiting = [...runs.values()].flatMap(({ approvals }) => approvals.get(approvalId) ?? [])[0];
  if (!waiting) throw new AppError('CONFLICT', 'It was answered before, or it has expired.');
  waiting.decide(outcome);
  return { ...waiting.approval, status: outcome };
};

/** Reads the answer in progress from its beginning; 204 without one. */
export const follow = (response: ServerResponse, chatId: string): void => {
  const run = runs.get(chatId);
  if (!run) return void response.writeHead(204).end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' });
  for (const chunk of run.chunks) write(response, chunk);
  run.readers.add(response);
  response.on('close', () => run.readers.delete(response));
};

export const stop = (chatId: string): void => {
  const run = runs.get(chatId);
  if (run) run.isStopped = true;
};

const settle = (run: Run, state: 'complete' | 'stopped' | 'failed', error: WireError | null): void => {
  run.message.metadata = {
    ...run.message.metadata,
    state,
    error,
    usage: {
      inputTokens: 920,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: run.chunks.length,
      reasoningTokens: 0,
    },
  };
  const { metadata: messageMetadata } = run.message;
  const last: Record<typeof state, Chunk[]> = {
    complete: [{ type: 'finish', messageMetadata }],
    stopped: [{ type: 'message-metadata', messageMetadata }, { type: 'abort' }],
    failed: [
      { type: 'message-metadata', messageMetadata },
      { type: 'error', errorText: JSON.stringify(error) },
    ],
  };
  run.chat.run = null;
  run.chat.updatedAt = now();
  runs.delete(run.chat.id);
  for (const reader of run.readers) {
    for (const chunk of last[state]) write(reader, chunk);
    write(reader, '[DONE]');
    reader.end();
  }
};

/** Begins an answer to `parentId`; `script` writes it. */
export const startRun = (chat: Chat, parentId: string, script: (writer: Writer) => Promise<void>): void => {
  const message: ChatMessage = {
    id: crypto.randomUUID(),
    role: 'assistant',
    parts: [],
    metadata: {
      parentId,
      createdAt: now(),
      state: 'running',
      model: chat.model ?? demoModel,
      usage: null,
      error: null,
    },
  };
  const run: Run = { chat, message, chunks: [], readers: new Set(), isStopped: false, approvals: new Map() };
  runs.set(chat.id, run);
  messagesOf.get(chat.id)?.push(message);
  chat.run = { id: crypto.randomUUID(), messageId: message.id, state: 'running' };
  chat.leafId = message.id;
  const writer = new Writer(run);
  writer.say({ type: 'start', messageId: message.id, messageMetadata: message.metadata });
  writer.say({ type: 'start-step' });
  script(writer).then(
    () => settle(run, 'complete', null),
    (error: unknown) =>
      error instanceof Stopped ? settle(run, 'stopped', null) : settle(run, 'failed', AppError.from(error).toWire()),
  );
};
