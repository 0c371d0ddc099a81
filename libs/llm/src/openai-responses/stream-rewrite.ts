import type { Refusals } from '../answer/answer.ts';
import { isRecord, type JsonRecord } from '../json/json.ts';
import { readChunk } from '../openai-chat/stream.ts';
import { writeEvent, type SseEvent } from '../stream/sse.ts';
import { refusalItem } from './item.ts';
import type { StreamedCalls } from './stream-call.ts';

const OUTPUT_INDEX = 'output_index';
const SEQUENCE = 'sequence_number';

/** Writes held events of a response again: a refused call is a message in its place, and events are numbered anew. */
export class ResponsesRewrite {
  private readonly messages: ReadonlyMap<number, JsonRecord>;
  private sequence: number | undefined;

  constructor(calls: StreamedCalls, refusals: Refusals) {
    this.messages = new Map(
      calls.entries().flatMap(([index, item], position) => {
        const refusal = refusals.get(position);
        return refusal === undefined ? [] : [[index, refusalItem(item, refusal)] as const];
      }),
    );
  }

  write(held: readonly SseEvent[]): string {
    return held.map((event) => this.rewrite(event)).join('');
  }

  private rewrite({ data, bytes }: SseEvent): string {
    if (data === undefined || data === '[DONE]') return bytes.toString('utf8');
    const event = readChunk(data);
    if (this.sequence === undefined && typeof event[SEQUENCE] === 'number') this.sequence = event[SEQUENCE];
    const index = event[OUTPUT_INDEX];
    const message = typeof index === 'number' ? this.messages.get(index) : undefined;
    if (message)
      return this.tell(event, message)
        .map((told) => this.writeNext(told))
        .join('');
    return this.writeNext(isRecord(event['response']) ? this.withMessages(event, event['response']) : event);
  }

  /** What is said of the message where the call was begun and ended; of its pieces nothing is left. */
  private tell(event: JsonRecord, message: JsonRecord): JsonRecord[] {
    const place = { [OUTPUT_INDEX]: event[OUTPUT_INDEX] };
    if (event['type'] === 'response.output_item.added')
      return [{ ...place, type: event['type'], item: { ...message, status: 'in_progress', content: [] } }];
    if (event['type'] !== 'response.output_item.done') return [];
    const [part] = message['content'] as [JsonRecord];
    const at = { ...place, item_id: message['id'], content_index: 0 };
    return [
      { ...at, type: 'response.content_part.added', part: { ...part, text: '' } },
      { ...at, type: 'response.output_text.delta', delta: part['text'], logprobs: [] },
      { ...at, type: 'response.output_text.done', text: part['text'], logprobs: [] },
      { ...at, type: 'response.content_part.done', part },
      { ...place, type: event['type'], item: message },
    ];
  }

  private withMessages(event: JsonRecord, response: JsonRecord): JsonRecord {
    const output = Array.isArray(response['output']) ? response['output'] : [];
    return {
      ...event,
      response: { ...response, output: output.map((item: unknown, index) => this.messages.get(index) ?? item) },
    };
  }

  private writeNext(event: JsonRecord): string {
    const numbered = this.sequence === undefined ? event : { ...event, [SEQUENCE]: this.sequence++ };
    return writeEvent(numbered, String(event['type']));
  }
}
