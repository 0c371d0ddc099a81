import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { JsonRecord } from '../json/json.ts';
import { newId } from './writer.ts';

interface OpenItem {
  readonly kind: 'message' | 'reasoning' | 'function_call';
  readonly index: number;
  readonly id: string;
  /** Of a call: how the client refers to it, and what is called. */
  readonly call?: { readonly callId: string; readonly name: string };
  text: string;
}

const messagePart = (text: string): JsonRecord => ({ type: 'output_text', text, annotations: [], logprobs: [] });
const summaryPart = (text: string): JsonRecord => ({ type: 'summary_text', text });

const written = (item: OpenItem, isWhole: boolean): JsonRecord => {
  const status = isWhole ? 'completed' : 'in_progress';
  switch (item.kind) {
    case 'message':
      return {
        id: item.id,
        type: 'message',
        role: 'assistant',
        status,
        content: isWhole ? [messagePart(item.text)] : [],
      };
    case 'reasoning':
      return { id: item.id, type: 'reasoning', summary: isWhole ? [summaryPart(item.text)] : [] };
    case 'function_call':
      return {
        id: item.id,
        type: 'function_call',
        status,
        call_id: item.call?.callId,
        name: item.call?.name,
        arguments: isWhole ? item.text : '',
      };
  }
};

const place = (item: OpenItem): JsonRecord => ({ item_id: item.id, output_index: item.index });
const within = (item: OpenItem): JsonRecord => ({
  ...place(item),
  ...(item.kind === 'message' ? { content_index: 0 } : { summary_index: 0 }),
});

const PREFIXES = { message: 'msg_', reasoning: 'rs_', function_call: 'fc_' } as const;

/** What begins after an item was announced. */
const opened = (item: OpenItem): JsonRecord[] => {
  if (item.kind === 'message') return [{ type: 'response.content_part.added', ...within(item), part: messagePart('') }];
  if (item.kind === 'reasoning')
    return [{ type: 'response.reasoning_summary_part.added', ...within(item), part: summaryPart('') }];
  return [];
};

const grown = (item: OpenItem, delta: string): JsonRecord => {
  if (item.kind === 'message') return { type: 'response.output_text.delta', ...within(item), delta, logprobs: [] };
  if (item.kind === 'reasoning') return { type: 'response.reasoning_summary_text.delta', ...within(item), delta };
  return { type: 'response.function_call_arguments.delta', ...place(item), delta };
};

const closed = (item: OpenItem): JsonRecord[] => {
  const { text } = item;
  if (item.kind === 'message')
    return [
      { type: 'response.output_text.done', ...within(item), text, logprobs: [] },
      { type: 'response.content_part.done', ...within(item), part: messagePart(text) },
    ];
  if (item.kind === 'reasoning')
    return [
      { type: 'response.reasoning_summary_text.done', ...within(item), text },
      { type: 'response.reasoning_summary_part.done', ...within(item), part: summaryPart(text) },
    ];
  return [{ type: 'response.function_call_arguments.done', ...place(item), name: item.call?.name, arguments: text }];
};

/** The output of a response as it grows, one item after the other, and the events that tell of it. */
export class ResponseItems {
  private readonly done: JsonRecord[] = [];
  private open: OpenItem | undefined;

  /** Takes a part of a whole answer in. */
  take(part: LanguageModelV4Content): void {
    if (part.type === 'text') this.grow('message', part.text);
    else if (part.type === 'reasoning') this.grow('reasoning', part.text);
    else if (part.type === 'tool-call') this.call(part.toolCallId, part.toolName, part.input);
    this.close();
  }

  /** Takes a part of a stream in; returns the events to send. */
  part(part: LanguageModelV4StreamPart): JsonRecord[] {
    switch (part.type) {
      case 'text-delta':
        return this.grow('message', part.delta);
      case 'reasoning-delta':
        return this.grow('reasoning', part.delta);
      case 'tool-call':
        // Whole calls only: a guard would hold pieces back until then, and pieces of several calls may come mixed.
        return this.call(part.toolCallId, part.toolName, part.input);
      default:
        return [];
    }
  }

  close(): JsonRecord[] {
    const { open } = this;
    if (!open) return [];
    this.open = undefined;
    const item = written(open, true);
    this.done.push(item);
    return [...closed(open), { type: 'response.output_item.done', output_index: open.index, item }];
  }

  list(): readonly JsonRecord[] {
    return this.done;
  }

  private grow(kind: 'message' | 'reasoning', text: string): JsonRecord[] {
    const before = this.open?.kind === kind ? [] : this.begin(kind);
    return [...before, ...this.add(text)];
  }

  private call(callId: string, name: string, text: string): JsonRecord[] {
    return [...this.begin('function_call', { callId, name }), ...this.add(text)];
  }

  private begin(kind: OpenItem['kind'], call?: OpenItem['call']): JsonRecord[] {
    const before = this.close();
    const id = newId(PREFIXES[kind]);
    const item: OpenItem = { kind, index: this.done.length, id, ...(call ? { call } : {}), text: '' };
    this.open = item;
    const added = { type: 'response.output_item.added', output_index: item.index, item: written(item, false) };
    return [...before, added, ...opened(item)];
  }

  private add(text: string): JsonRecord[] {
    if (!this.open || text === '') return [];
    this.open.text += text;
    return [grown(this.open, text)];
  }
}
