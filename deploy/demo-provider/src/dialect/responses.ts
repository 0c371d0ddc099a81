import type { ModelRequest } from '../request/request.ts';
import type { Script, Usage } from '../script/script.ts';
import { usageOf } from '../script/usage.ts';
import { responseItem } from './response-item.ts';
import { frame, newId, type Written } from './written.ts';

const usageBody = ({ input, cached, output, reasoning }: Usage): object => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

/** An answer of `/responses`. */
export const writeResponse = (request: ModelRequest, script: Script): Written => {
  const usage = usageOf(request, script);
  const items = script.parts.map(responseItem);
  const head = {
    id: newId('resp_'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1_000),
    model: request.model,
    error: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
  };
  const begun = { ...head, status: 'in_progress', incomplete_details: null, output: [], usage: null };
  const whole = {
    ...head,
    status: script.isCutShort ? 'incomplete' : 'completed',
    incomplete_details: script.isCutShort ? { reason: 'max_output_tokens' } : null,
    output: items.map(({ item }) => item),
    usage: usage ? usageBody(usage) : null,
  };
  const events = (): Record<string, unknown>[] => [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(({ events: own }, index) => own(index)),
    { type: script.isCutShort ? 'response.incomplete' : 'response.completed', response: whole },
  ];
  return {
    frames: () => events().map((event, index) => frame({ ...event, sequence_number: index }, String(event['type']))),
    body: () => whole,
  };
};
