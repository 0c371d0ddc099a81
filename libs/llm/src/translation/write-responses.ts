import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { JsonRecord } from '../json/json.ts';
import { writeEvent } from '../stream/sse.ts';
import { ResponseItems } from './response-item.ts';
import { isCounted, newId, secondsOf, usageOf, type AnswerWriter, type FinishReason } from './writer.ts';

const responsesUsage = (counted: LanguageModelV4Usage): JsonRecord | null => {
  if (!isCounted(counted)) return null;
  const usage = usageOf(counted);
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
};

const INCOMPLETE: Partial<Record<FinishReason, string>> = {
  length: 'max_output_tokens',
  'content-filter': 'content_filter',
};

/** Writes responses. */
export class ResponsesWriter implements AnswerWriter {
  private id = newId('resp_');
  private model = '';
  private createdAt = secondsOf(undefined);
  private sequence = 0;
  private isStarted = false;
  private readonly items = new ResponseItems();

  constructor(private readonly request: JsonRecord) {}

  whole({ content, finishReason, usage, response }: LanguageModelV4GenerateResult): unknown {
    this.name(response);
    this.createdAt = secondsOf(response?.timestamp);
    for (const part of content) this.items.take(part);
    return this.response(this.items.list(), finishReason.unified, usage);
  }

  part(part: LanguageModelV4StreamPart): string {
    if (part.type === 'response-metadata') {
      this.name(part);
      return this.start();
    }
    if (part.type === 'finish') return this.start() + this.finish(part);
    const events = this.items.part(part);
    return events.length === 0 ? '' : this.start() + this.write(events);
  }

  private name(said: { id?: string | undefined; modelId?: string | undefined } | undefined): void {
    // Ids of other dialects would look strange to whoever checks them.
    if (said?.id?.startsWith('resp_')) this.id = said.id;
    this.model = said?.modelId ?? this.model;
  }

  private start(): string {
    if (this.isStarted) return '';
    this.isStarted = true;
    const response = this.envelope('in_progress', []);
    return this.write([
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
    ]);
  }

  private finish({ finishReason, usage }: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): string {
    const events = this.items.close();
    const response = this.response(this.items.list(), finishReason.unified, usage);
    return this.write([...events, { type: `response.${String(response['status'])}`, response }]);
  }

  private response(output: readonly JsonRecord[], reason: FinishReason, usage: LanguageModelV4Usage): JsonRecord {
    const incomplete = INCOMPLETE[reason];
    return {
      ...this.envelope(incomplete === undefined ? 'completed' : 'incomplete', output),
      incomplete_details: incomplete === undefined ? null : { reason: incomplete },
      usage: responsesUsage(usage),
    };
  }

  /** What clients of the Responses API expect in every response, as the request said it. */
  private envelope(status: string, output: readonly JsonRecord[]): JsonRecord {
    const { instructions, tools, tool_choice, parallel_tool_calls, temperature, top_p, metadata } = this.request;
    return {
      id: this.id,
      object: 'response',
      created_at: this.createdAt,
      status,
      error: null,
      incomplete_details: null,
      instructions: instructions ?? null,
      metadata: metadata ?? {},
      model: this.model,
      output,
      parallel_tool_calls: parallel_tool_calls ?? true,
      temperature: temperature ?? null,
      tool_choice: tool_choice ?? 'auto',
      tools: tools ?? [],
      top_p: top_p ?? null,
      store: false,
      usage: null,
    };
  }

  private write(events: readonly JsonRecord[]): string {
    return events
      .map((event) => writeEvent({ ...event, sequence_number: this.sequence++ }, String(event['type'])))
      .join('');
  }
}
