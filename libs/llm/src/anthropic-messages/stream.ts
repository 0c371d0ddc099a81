import type { TokenUsage } from '@archestra/contracts';
import type { Refusals, StopReason } from '../answer/answer.ts';
import { protocolError } from '../failure/provider-failure.ts';
import { isRecord, textIn, type JsonRecord } from '../json/json.ts';
import { readChunk } from '../openai-chat/stream.ts';
import type { ToolCall } from '../request/facts.ts';
import { MAX_REMEMBERED_CHARS, type AnswerReading, type EventSign } from '../stream/answer-stream.ts';
import { writeEvent, type SseEvent } from '../stream/sse.ts';
import { readMessagesUsage, stopReasonOf } from './answer.ts';
import { isCallBlock, readCallBlock } from './block.ts';

interface GrowingCall {
  readonly id: string;
  readonly name: string;
  /** What the block began with; pieces that follow replace it. */
  readonly started: string;
  pieces: string;
}

const indexOf = (event: JsonRecord): number => (typeof event['index'] === 'number' ? event['index'] : -1);
const partOf = (event: JsonRecord, name: string): JsonRecord => {
  const part = event[name];
  if (!isRecord(part)) throw protocolError(`The provider sent an event without "${name}".`);
  return part;
};

/** Counts that a later report leaves out stay as they were. */
const merged = (before: JsonRecord, later: unknown): JsonRecord => {
  const said = isRecord(later)
    ? Object.entries(later).filter(([, value]) => value !== null && value !== undefined)
    : [];
  return { ...before, ...Object.fromEntries(said) };
};

/** Reads the stream of `POST /messages`. */
export class MessagesReading implements AnswerReading {
  model: string | undefined;
  stopReason: StopReason = 'unknown';
  text = '';
  isEnded = false;
  private counts: JsonRecord | undefined;
  /** By index of their block; blocks are numbered over the whole answer. */
  private readonly open = new Map<number, GrowingCall>();
  private readonly started = new Set<number>();

  get usage(): TokenUsage | undefined {
    return readMessagesUsage(this.counts);
  }

  get hasCalls(): boolean {
    return this.open.size > 0;
  }

  calls(): ToolCall[] {
    return [...this.open.values()].map(({ id, name, started, pieces }, position) => ({
      position,
      id,
      name,
      argumentsText: pieces === '' ? started : pieces,
    }));
  }

  read({ data }: SseEvent): EventSign {
    if (data === undefined) return 'pass';
    const event = readChunk(data);
    switch (event['type']) {
      case 'message_start':
        return this.start(partOf(event, 'message'));
      case 'content_block_start':
        return this.startBlock(indexOf(event), partOf(event, 'content_block'));
      case 'content_block_delta':
        return this.grow(indexOf(event), partOf(event, 'delta'));
      case 'message_delta':
        return this.finish(event);
      case 'message_stop':
        this.isEnded = true;
        return 'settled';
      default:
        return 'pass';
    }
  }

  rewrite(held: readonly SseEvent[], refusals: Refusals): string {
    const indexes = [...this.open.keys()];
    const refused = new Map(
      indexes.flatMap((index, position) => {
        const text = refusals.get(position);
        return text === undefined ? [] : [[index, text] as const];
      }),
    );
    const isEmpty = refused.size === indexes.length;
    return held.map((event) => rewriteEvent(event, refused, isEmpty)).join('');
  }

  settle(): void {
    this.open.clear();
  }

  private start(message: JsonRecord): EventSign {
    if (Array.isArray(message['content']) && message['content'].length > 0)
      throw protocolError('The provider began an answer with content in it.');
    this.model = textIn(message['model']);
    this.counts = isRecord(message['usage']) ? message['usage'] : undefined;
    return 'pass';
  }

  private startBlock(index: number, block: JsonRecord): EventSign {
    if (this.started.has(index)) throw protocolError('The provider began a block twice.');
    this.started.add(index);
    if (!isCallBlock(block)) {
      this.remember(textIn(block['text']) ?? '');
      return 'pass';
    }
    const { id, name, argumentsText } = readCallBlock(block);
    this.open.set(index, { id, name, started: argumentsText, pieces: '' });
    return 'call';
  }

  private grow(index: number, delta: JsonRecord): EventSign {
    if (!this.started.has(index)) throw protocolError('The provider went on with a block that it never began.');
    const call = this.open.get(index);
    if (call) call.pieces += textIn(delta['partial_json']) ?? '';
    else if (delta['type'] === 'text_delta') this.remember(textIn(delta['text']) ?? '');
    return call ? 'call' : 'pass';
  }

  private finish(event: JsonRecord): EventSign {
    const reason = partOf(event, 'delta')['stop_reason'];
    if (isRecord(event['usage'])) this.counts = merged(this.counts ?? {}, event['usage']);
    if (reason === undefined || reason === null) return 'pass';
    this.stopReason = stopReasonOf(reason);
    return 'settled';
  }

  private remember(text: string): void {
    if (this.text.length < MAX_REMEMBERED_CHARS) this.text += text;
  }
}

const rewriteBlock = (event: JsonRecord, refusal: string): string => {
  const index = indexOf(event);
  if (event['type'] === 'content_block_delta') return '';
  if (event['type'] === 'content_block_stop') return writeEvent(event, 'content_block_stop');
  const start = { type: 'content_block_start', index, content_block: { type: 'text', text: '' } };
  const delta = { type: 'content_block_delta', index, delta: { type: 'text_delta', text: refusal } };
  return writeEvent(start, start.type) + writeEvent(delta, delta.type);
};

const rewriteEvent = (held: SseEvent, refused: ReadonlyMap<number, string>, isEmpty: boolean): string => {
  const event = held.data === undefined ? {} : readChunk(held.data);
  const refusal = refused.get(indexOf(event));
  if (refusal !== undefined && String(event['type']).startsWith('content_block_')) return rewriteBlock(event, refusal);
  const delta = event['type'] === 'message_delta' ? partOf(event, 'delta') : {};
  if (!isEmpty || delta['stop_reason'] !== 'tool_use') return held.bytes.toString('utf8');
  return writeEvent({ ...event, delta: { ...delta, stop_reason: 'end_turn' } }, 'message_delta');
};
