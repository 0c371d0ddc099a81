import type {
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { isRecord, type JsonRecord } from '../json/json.ts';
import { writeEvent } from '../stream/sse.ts';
import { isCounted, newId, secondsOf, usageOf, type AnswerWriter, type FinishReason } from './writer.ts';

const FINISH: Partial<Record<FinishReason, string>> = {
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

const finishOf = (reason: FinishReason): string => FINISH[reason] ?? 'stop';

const chatUsage = (counted: LanguageModelV4Usage): JsonRecord | undefined => {
  if (!isCounted(counted)) return undefined;
  const usage = usageOf(counted);
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens, cache_write_tokens: usage.cacheWriteTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
};

const wholeMessage = (content: LanguageModelV4GenerateResult['content']): JsonRecord => {
  const text = content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('');
  const reasoning = content.flatMap((part) => (part.type === 'reasoning' ? part.text : [])).join('');
  const calls = content.flatMap((part) =>
    part.type === 'tool-call'
      ? { id: part.toolCallId, type: 'function', function: { name: part.toolName, arguments: part.input } }
      : [],
  );
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
};

/** Writes chat completions. Reasoning stands in `reasoning_content`, as others than OpenAI write it. */
export class ChatWriter implements AnswerWriter {
  private id = newId('chatcmpl-');
  private model = '';
  private created = secondsOf(undefined);
  private calls = 0;
  private readonly isUsageWanted: boolean;

  constructor(request: JsonRecord) {
    const options = request['stream_options'];
    this.isUsageWanted = isRecord(options) && options['include_usage'] === true;
  }

  whole({ content, finishReason, usage, response }: LanguageModelV4GenerateResult): unknown {
    const counted = chatUsage(usage);
    return {
      id: response?.id ?? this.id,
      object: 'chat.completion',
      created: secondsOf(response?.timestamp),
      model: response?.modelId ?? '',
      choices: [
        { index: 0, message: wholeMessage(content), logprobs: null, finish_reason: finishOf(finishReason.unified) },
      ],
      ...(counted === undefined ? {} : { usage: counted }),
    };
  }

  part(part: LanguageModelV4StreamPart): string {
    switch (part.type) {
      case 'response-metadata':
        this.id = part.id ?? this.id;
        this.model = part.modelId ?? this.model;
        return this.chunk({ role: 'assistant', content: '' });
      case 'text-delta':
        return part.delta === '' ? '' : this.chunk({ content: part.delta });
      case 'reasoning-delta':
        return part.delta === '' ? '' : this.chunk({ reasoning_content: part.delta });
      case 'tool-call':
        return this.call(part);
      case 'finish':
        return this.finish(part);
      default:
        return '';
    }
  }

  /** Whole calls only: a guard would hold pieces back until then, and pieces of several calls may come mixed. */
  private call({ toolCallId: id, toolName: name, input }: LanguageModelV4ToolCall): string {
    const index = this.calls++;
    return this.chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: input } }] });
  }

  private finish({ finishReason, usage }: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): string {
    const counted = this.isUsageWanted ? chatUsage(usage) : undefined;
    const report = counted === undefined ? '' : writeEvent({ ...this.envelope(), choices: [], usage: counted });
    return `${this.chunk({}, finishOf(finishReason.unified))}${report}data: [DONE]\n\n`;
  }

  private chunk(delta: JsonRecord, finish: string | null = null): string {
    return writeEvent({ ...this.envelope(), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  }

  private envelope(): JsonRecord {
    return { id: this.id, object: 'chat.completion.chunk', created: this.created, model: this.model };
  }
}
