import type { TokenUsage } from '@archestra/contracts';
import type { Refusals, StopReason } from '../answer/answer.ts';
import { protocolError, readStreamFailure } from '../failure/provider-failure.ts';
import { isRecord, textIn, type JsonRecord } from '../json/json.ts';
import type { ToolCall } from '../request/facts.ts';
import { MAX_REMEMBERED_CHARS, type AnswerReading, type EventSign } from '../stream/answer-stream.ts';
import { writeEvent, type SseEvent } from '../stream/sse.ts';
import { messageText, readChatUsage, stopReasonOf } from './answer.ts';
import { ChatCalls, entriesOf } from './stream-call.ts';

const DONE = '[DONE]';

/** The object of an event. Throws `PROVIDER_PROTOCOL_ERROR` for what is none, and the error a provider reports. */
export const readChunk = (data: string): JsonRecord => {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch (cause) {
    throw protocolError('The provider sent a piece of its answer that is no JSON. Try again.', cause);
  }
  if (!isRecord(chunk)) throw protocolError('The provider sent a piece of its answer that is no object. Try again.');
  if (chunk['error'] !== undefined && chunk['error'] !== null) throw readStreamFailure(chunk);
  return chunk;
};

const choicesIn = (chunk: JsonRecord): JsonRecord[] => {
  const choices = chunk['choices'];
  if (choices === undefined || choices === null) return [];
  if (!Array.isArray(choices) || !choices.every(isRecord))
    throw protocolError('The provider sent a piece of its answer with unreadable choices. Try again.');
  return choices;
};

/** What a choice adds. Some endpoints say the end of an answer as a whole message. */
const addedIn = (choice: JsonRecord): JsonRecord[] => [choice['delta'], choice['message']].filter(isRecord);

const indexOf = (choice: JsonRecord): number => (typeof choice['index'] === 'number' ? choice['index'] : 0);

/** Reads the stream of `POST /chat/completions`. */
export class ChatReading implements AnswerReading {
  model: string | undefined;
  usage: TokenUsage | undefined;
  stopReason: StopReason = 'unknown';
  text = '';
  private isDone = false;
  private readonly open = new Set<number>();
  private readonly finished = new Set<number>();
  /** Choices that said something a reader sees, before the calls of this turn. */
  private readonly spoken = new Set<number>();
  private pending = new ChatCalls();

  constructor(private readonly answerCount = 1) {}

  get isEnded(): boolean {
    return this.isDone || (this.finished.size >= this.answerCount && this.open.size === 0);
  }

  get hasCalls(): boolean {
    return this.pending.size > 0;
  }

  calls(): ToolCall[] {
    return this.pending.list();
  }

  read({ data }: SseEvent): EventSign {
    if (data === undefined) return 'pass';
    if (data === DONE) {
      this.isDone = true;
      return 'settled';
    }
    const chunk = readChunk(data);
    const choices = choicesIn(chunk);
    this.model ??= textIn(chunk['model']);
    const usage = readChatUsage(chunk['usage']);
    if (usage) this.usage = usage;
    if (choices.length === 0) return usage ? 'usage' : 'pass';
    return this.readChoices(choices);
  }

  rewrite(held: readonly SseEvent[], refusals: Refusals): string {
    const replay = new ChatRewrite(this.pending, refusals, this.spoken);
    return held.map((event) => replay.rewrite(event)).join('');
  }

  settle(): void {
    this.pending = new ChatCalls();
  }

  private readChoices(choices: readonly JsonRecord[]): EventSign {
    let isCall = false;
    for (const choice of choices) isCall = this.readChoice(choice) || isCall;
    if (this.hasCalls && this.pending.choices().every((index) => this.finished.has(index))) return 'settled';
    return isCall ? 'call' : 'pass';
  }

  private readChoice(choice: JsonRecord): boolean {
    const index = indexOf(choice);
    if (!this.finished.has(index)) this.open.add(index);
    const entries = addedIn(choice).flatMap(entriesOf);
    for (const entry of entries) this.pending.add(index, entry);
    for (const added of addedIn(choice)) this.remember(index, messageText(added));
    if (choice['finish_reason'] !== undefined && choice['finish_reason'] !== null) this.finish(index, choice);
    return entries.length > 0;
  }

  private finish(index: number, choice: JsonRecord): void {
    this.open.delete(index);
    this.finished.add(index);
    if (this.stopReason === 'unknown') this.stopReason = stopReasonOf(choice['finish_reason']);
  }

  private remember(index: number, text: string): void {
    if (text === '') return;
    this.spoken.add(index);
    if (this.text.length < MAX_REMEMBERED_CHARS) this.text += text;
  }
}

const withoutCalls = (added: JsonRecord): JsonRecord => {
  const { tool_calls: _calls, function_call: _call, ...rest } = added;
  return rest;
};

const hasNothing = (choice: JsonRecord): boolean =>
  (choice['finish_reason'] === undefined || choice['finish_reason'] === null) &&
  addedIn(choice).every((added) => Object.values(added).every((value) => value === undefined || value === null));

/** Writes held chunks again without the refused calls; refusals are said before their choice ends. */
class ChatRewrite {
  private readonly calls = new ChatCalls();
  private readonly indexes = new Map<number, number>();
  private readonly told = new Set<number>();

  constructor(
    private readonly known: ChatCalls,
    private readonly refusals: Refusals,
    private readonly spoken: Set<number>,
  ) {
    for (const choice of known.choices()) {
      const kept = known.of(choice).filter((position) => !refusals.has(position));
      kept.forEach((position, index) => this.indexes.set(position, index));
    }
  }

  rewrite(event: SseEvent): string {
    if (event.data === undefined) return event.bytes.toString('utf8');
    if (event.data === DONE) return `${this.tellRest()}data: ${DONE}\n\n`;
    const chunk = readChunk(event.data);
    const choices = choicesIn(chunk);
    const texts: string[] = [];
    const kept = choices.flatMap((choice) => this.rewriteChoice(choice, chunk, texts));
    if (kept.length > 0 || choices.length === 0) texts.push(writeEvent({ ...chunk, choices: kept }));
    return texts.join('');
  }

  private rewriteChoice(choice: JsonRecord, chunk: JsonRecord, before: string[]): JsonRecord[] {
    const index = indexOf(choice);
    const next: Record<string, unknown> = { ...choice };
    let lost = false;
    for (const part of ['delta', 'message']) {
      const added = choice[part];
      if (!isRecord(added) || entriesOf(added).length === 0) continue;
      lost = true;
      next[part] = this.keptOf(index, added);
    }
    if (choice['finish_reason'] !== undefined && choice['finish_reason'] !== null)
      before.push(this.finish(index, chunk, next));
    return lost && hasNothing(next) ? [] : [next];
  }

  private keptOf(choice: number, added: JsonRecord): JsonRecord {
    const kept: Record<string, unknown> = withoutCalls(added);
    const calls: JsonRecord[] = [];
    for (const entry of entriesOf(added)) {
      const position = this.calls.add(choice, entry);
      const index = this.indexes.get(position);
      if (index === undefined) continue;
      if (entry.isLegacy) kept['function_call'] = entry.call['function'];
      else calls.push({ ...entry.call, index });
    }
    if (calls.length > 0) kept['tool_calls'] = calls;
    return kept;
  }

  private finish(choice: number, chunk: JsonRecord, next: Record<string, unknown>): string {
    const positions = this.known.of(choice);
    const isEmpty = positions.length > 0 && positions.every((position) => this.refusals.has(position));
    if (isEmpty && stopReasonOf(next['finish_reason']) === 'tool-calls') next['finish_reason'] = 'stop';
    return this.tell(choice, chunk);
  }

  /** Choices of which nobody said that they ended. */
  private tellRest(): string {
    return this.known
      .choices()
      .map((choice) => this.tell(choice, { object: 'chat.completion.chunk' }))
      .join('');
  }

  private tell(choice: number, { usage: _usage, ...envelope }: JsonRecord): string {
    const texts = this.known.of(choice).flatMap((position) => this.refusals.get(position) ?? []);
    if (texts.length === 0 || this.told.has(choice)) return '';
    this.told.add(choice);
    const content = `${this.spoken.has(choice) ? '\n\n' : ''}${texts.join('\n\n')}`;
    return writeEvent({ ...envelope, choices: [{ index: choice, delta: { content }, finish_reason: null }] });
  }
}
