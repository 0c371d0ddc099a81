import type { TokenUsage } from '@archestra/contracts';
import type { Refusals, StopReason } from '../answer/answer.ts';
import { isRecord, textIn, type JsonRecord } from '../json/json.ts';
import { readStreamFailure } from '../failure/provider-failure.ts';
import { readChunk } from '../openai-chat/stream.ts';
import type { ToolCall } from '../request/facts.ts';
import { MAX_REMEMBERED_CHARS, type AnswerReading, type EventSign } from '../stream/answer-stream.ts';
import type { SseEvent } from '../stream/sse.ts';
import { itemsOf, readResponsesUsage, stopReasonOf } from './answer.ts';
import { isCallItem } from './item.ts';
import { StreamedCalls } from './stream-call.ts';
import { ResponsesRewrite } from './stream-rewrite.ts';

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled']);
/** Pieces of calls of the client's tools; those of the provider's own tools have other names. */
const CALL_PIECE =
  /^response\.(function_call|custom_tool_call|shell_call|local_shell_call|apply_patch_call|computer_call)/;

/** Reads the stream of `POST /responses`. */
export class ResponsesReading implements AnswerReading {
  model: string | undefined;
  usage: TokenUsage | undefined;
  stopReason: StopReason = 'unknown';
  text = '';
  isEnded = false;
  private found = new StreamedCalls();

  get hasCalls(): boolean {
    return this.found.size > 0;
  }

  calls(): ToolCall[] {
    return this.found.list();
  }

  read({ data }: SseEvent): EventSign {
    // Some compatible endpoints end this stream, too, as a chat ends.
    if (data === undefined || data === '[DONE]') return 'pass';
    const event = readChunk(data);
    const type = textIn(event['type']) ?? '';
    if (type === 'error') throw readStreamFailure({ error: event });
    // Each on its own: an event may hold more than its type says, and a client may look at any of it.
    const signs = [
      isRecord(event['item']) ? this.readItem(event, event['item']) : 'pass',
      this.readPiece(type, event),
      isRecord(event['response']) ? this.readResponse(type, event['response']) : 'pass',
    ] as const;
    if (signs.includes('settled')) return 'settled';
    return signs.includes('call') ? 'call' : 'pass';
  }

  rewrite(held: readonly SseEvent[], refusals: Refusals): string {
    return new ResponsesRewrite(this.found, refusals).write(held);
  }

  settle(): void {
    this.found = new StreamedCalls();
  }

  private readResponse(type: string, response: JsonRecord): EventSign {
    this.model = textIn(response['model']) ?? this.model;
    itemsOf(response).forEach((item, index) => {
      if (isCallItem(item)) this.found.add(index, item, TERMINAL.has(type));
    });
    if (!TERMINAL.has(type)) return 'pass';
    this.usage = readResponsesUsage(response['usage']) ?? this.usage;
    this.stopReason = stopReasonOf(response, this.hasCalls);
    this.isEnded = true;
    this.found.check();
    return 'settled';
  }

  private readItem(event: JsonRecord, item: JsonRecord): EventSign {
    if (!isCallItem(item)) return 'pass';
    this.found.add(event['output_index'], item, event['type'] === 'response.output_item.done');
    return 'call';
  }

  private readPiece(type: string, event: JsonRecord): EventSign {
    if (type === 'response.output_text.delta') this.remember(textIn(event['delta']) ?? '');
    if (!CALL_PIECE.test(type)) return 'pass';
    this.found.grow(event);
    return 'call';
  }

  private remember(text: string): void {
    if (this.text.length < MAX_REMEMBERED_CHARS) this.text += text;
  }
}
