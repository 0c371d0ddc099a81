import type { Part } from '../script/script.ts';
import { newId, piecesOf, wordsOf } from './written.ts';

/** A part as an item of the responses API, and the events in which it is streamed. */
export interface ResponseItem {
  readonly item: Record<string, unknown>;
  readonly events: (index: number) => readonly Record<string, unknown>[];
}

const textItem = (text: string): ResponseItem => {
  const id = newId('msg_');
  const part = { type: 'output_text', text, annotations: [], logprobs: [] };
  const item = { id, type: 'message', status: 'completed', role: 'assistant', content: [part] };
  return {
    item,
    events: (output_index) => {
      const place = { item_id: id, output_index, content_index: 0 };
      return [
        { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } },
        { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
        ...wordsOf(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
        { type: 'response.output_text.done', ...place, text, logprobs: [] },
        { type: 'response.content_part.done', ...place, part },
        { type: 'response.output_item.done', output_index, item },
      ];
    },
  };
};

const callItem = (name: string, argumentsText: string): ResponseItem => {
  const id = newId('fc_');
  const item = {
    id,
    type: 'function_call',
    status: 'completed',
    call_id: newId('call_'),
    name,
    arguments: argumentsText,
  };
  return {
    item,
    events: (output_index) => {
      const place = { item_id: id, output_index };
      return [
        { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } },
        ...piecesOf(argumentsText).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...place,
          delta,
        })),
        { type: 'response.function_call_arguments.done', ...place, name, arguments: argumentsText },
        { type: 'response.output_item.done', output_index, item },
      ];
    },
  };
};

const reasoningItem = (text: string): ResponseItem => {
  const id = newId('rs_');
  const item = { id, type: 'reasoning', summary: [{ type: 'summary_text', text }] };
  return {
    item,
    events: (output_index) => [
      { type: 'response.output_item.added', output_index, item: { ...item, summary: [] } },
      { type: 'response.output_item.done', output_index, item },
    ],
  };
};

/** The item of a part. */
export const responseItem = (part: Part): ResponseItem => {
  if (part.kind === 'call') return callItem(part.name, part.argumentsText);
  return part.kind === 'text' ? textItem(part.text) : reasoningItem(part.text);
};
