import type { ModelRequest } from '../request/request.ts';
import type { Part, Script, Usage } from '../script/script.ts';
import { usageOf } from '../script/usage.ts';
import { frame, newId, piecesOf, wordsOf, type Written } from './written.ts';

const usageBody = ({ input, cached, output, reasoning }: Usage): object => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

const textsOf = (parts: readonly Part[], kind: 'text' | 'reasoning'): string =>
  parts.map((part) => (part.kind === kind ? part.text : '')).join('');

const callsOf = (parts: readonly Part[]) => parts.flatMap((part) => (part.kind === 'call' ? [part] : []));

const finish = ({ parts, isCutShort }: Script): string =>
  isCutShort ? 'length' : callsOf(parts).length > 0 ? 'tool_calls' : 'stop';

const body = (head: object, script: Script, usage: Usage | undefined): unknown => {
  const calls = callsOf(script.parts).map(({ name, argumentsText }) => ({
    id: newId('call_'),
    type: 'function',
    function: { name, arguments: argumentsText },
  }));
  const text = textsOf(script.parts, 'text');
  const reasoning = textsOf(script.parts, 'reasoning');
  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish(script) }],
    ...(usage ? { usage: usageBody(usage) } : {}),
  };
};

const deltasOf = (parts: readonly Part[]): object[] => {
  let index = -1;
  return parts.flatMap((part): object[] => {
    if (part.kind === 'text') return wordsOf(part.text).map((content) => ({ content }));
    if (part.kind === 'reasoning') return wordsOf(part.text).map((text) => ({ reasoning_content: text }));
    index += 1;
    const begun = { index, id: newId('call_'), type: 'function', function: { name: part.name, arguments: '' } };
    const rest = piecesOf(part.argumentsText).map((text) => ({ index, function: { arguments: text } }));
    return [begun, ...rest].map((call) => ({ tool_calls: [call] }));
  });
};

const frames = (head: object, script: Script, usage: Usage | undefined): string[] => {
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    frame({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...deltasOf(script.parts).map((delta) => chunk(delta)),
    chunk({}, finish(script)),
    ...(usage ? [frame({ ...head, object: 'chat.completion.chunk', choices: [], usage: usageBody(usage) })] : []),
    'data: [DONE]\n\n',
  ];
};

/** An answer of `/chat/completions`. */
export const writeChat = (request: ModelRequest, script: Script): Written => {
  const head = { id: newId('chatcmpl-'), created: Math.floor(Date.now() / 1_000), model: request.model };
  const usage = usageOf(request, script);
  return {
    frames: () => frames(head, script, request.asksForUsage ? usage : undefined),
    body: () => body(head, script, usage),
  };
};
