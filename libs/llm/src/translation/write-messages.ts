import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { isRecord, type JsonRecord } from '../json/json.ts';
import { writeEvent } from '../stream/sse.ts';
import { newId, usageOf, type AnswerWriter, type FinishReason } from './writer.ts';

const STOP: Partial<Record<FinishReason, string>> = {
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
};

const stopOf = (reason: FinishReason): string => STOP[reason] ?? 'end_turn';

const messagesUsage = (counted: LanguageModelV4Usage): JsonRecord => {
  const usage = usageOf(counted);
  return {
    input_tokens: usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
    ...(usage.reasoningTokens > 0 ? { output_tokens_details: { thinking_tokens: usage.reasoningTokens } } : {}),
  };
};

/** Arguments a model wrote that are no object cannot be said here; the client sees what it wrote. */
const inputOf = (text: string): unknown => {
  try {
    const input: unknown = JSON.parse(text === '' ? '{}' : text);
    return isRecord(input) ? input : { arguments: input };
  } catch {
    return { arguments: text };
  }
};

const blockOf = (part: LanguageModelV4Content): JsonRecord[] => {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, citations: null }];
    case 'reasoning':
      return [{ type: 'thinking', thinking: part.text, signature: '' }];
    case 'tool-call':
      return [{ type: 'tool_use', id: part.toolCallId, name: part.toolName, input: inputOf(part.input) }];
    default:
      return [];
  }
};

const envelope = (id: string, model: string): JsonRecord => ({ id, type: 'message', role: 'assistant', model });

const event = (type: string, rest: JsonRecord): string => writeEvent({ type, ...rest }, type);

/** Writes messages. */
export class MessagesWriter implements AnswerWriter {
  private index = -1;
  /** What the open block belongs to; `undefined` where none is open. */
  private open: string | undefined;
  private isStarted = false;

  whole({ content, finishReason, usage, response }: LanguageModelV4GenerateResult): unknown {
    return {
      ...envelope(response?.id ?? newId('msg_'), response?.modelId ?? ''),
      content: content.flatMap(blockOf),
      stop_reason: stopOf(finishReason.unified),
      stop_sequence: null,
      usage: messagesUsage(usage),
    };
  }

  part(part: LanguageModelV4StreamPart): string {
    switch (part.type) {
      case 'response-metadata':
        return this.start(part.id ?? newId('msg_'), part.modelId ?? '');
      case 'text-delta':
        return this.write(`text ${part.id}`, { type: 'text', text: '' }, { type: 'text_delta', text: part.delta });
      case 'reasoning-delta':
        return this.write(
          `thinking ${part.id}`,
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: part.delta },
        );
      case 'tool-call':
        return this.call(part);
      case 'finish':
        return this.finish(part);
      default:
        return '';
    }
  }

  private start(id: string, model: string): string {
    if (this.isStarted) return '';
    this.isStarted = true;
    const usage = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };
    const message = { ...envelope(id, model), content: [], stop_reason: null, stop_sequence: null, usage };
    return event('message_start', { message });
  }

  /** Whole calls only: a guard would hold pieces back until then, and pieces of several calls may come mixed. */
  private call({ toolCallId: id, toolName: name, input }: LanguageModelV4ToolCall): string {
    const block = this.openBlock(`call ${id}`, { type: 'tool_use', id, name, input: {} });
    return block + this.delta({ type: 'input_json_delta', partial_json: JSON.stringify(inputOf(input)) });
  }

  private write(of: string, block: JsonRecord, delta: JsonRecord): string {
    return (this.open === of ? '' : this.openBlock(of, block)) + this.delta(delta);
  }

  private delta(delta: JsonRecord): string {
    return event('content_block_delta', { index: this.index, delta });
  }

  private openBlock(of: string, block: JsonRecord): string {
    const before = this.start(newId('msg_'), '') + this.closeBlock();
    this.index += 1;
    this.open = of;
    return before + event('content_block_start', { index: this.index, content_block: block });
  }

  private closeBlock(): string {
    if (this.open === undefined) return '';
    this.open = undefined;
    return event('content_block_stop', { index: this.index });
  }

  private finish({ finishReason, usage }: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): string {
    const delta = { stop_reason: stopOf(finishReason.unified), stop_sequence: null };
    return (
      this.start(newId('msg_'), '') +
      this.closeBlock() +
      event('message_delta', { delta, usage: messagesUsage(usage) }) +
      event('message_stop', {})
    );
  }
}
