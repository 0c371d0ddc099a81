import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dialects } from '../dialect/table.ts';
import type { StreamStep } from './answer-stream.ts';
import { chatStream, messagesStream, responsesStream, type Scripted } from '../../test/scripted.ts';

type Streamed = 'openai-chat' | 'anthropic-messages' | 'openai-responses';
const writers: Record<Streamed, (scripted: Scripted) => string> = {
  'openai-chat': chatStream,
  'anthropic-messages': messagesStream,
  'openai-responses': responsesStream,
};
const streamed = Object.keys(writers) as Streamed[];

/** No two calls share a piece of text with each other, with text or with the words of a dialect. */
const secret = fc.stringMatching(/^[a-z]{4}$/).map((word) => `zq${word}qz`);
const scripted: fc.Arbitrary<Scripted> = fc.record({
  text: fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 4 }),
  calls: fc.array(
    fc.record({ name: secret, argument: fc.string({ unit: 'grapheme' }), pieces: fc.integer({ min: 1, max: 4 }) }),
    { maxLength: 3 },
  ),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  comments: fc.boolean(),
});
const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 40 }));

const chunked = function* (text: string, sizes: Iterator<number>): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    const size = sizes.next().value as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
};

interface Run {
  readonly output: string;
  readonly beforeDecision: string;
  readonly asked: string[][];
  readonly failure: AppError | undefined;
}

const run = (
  dialect: Streamed,
  text: string,
  sizes: Iterator<number>,
  refuse: (position: number) => string | undefined = () => undefined,
): Run => {
  const stream = dialects[dialect].openStream();
  const output: Buffer[] = [];
  const asked: string[][] = [];
  let beforeDecision: string | undefined;
  let failure: AppError | undefined;
  const take = (step: StreamStep): void => {
    output.push(step.bytes);
    failure ??= step.failure;
    if (step.calls.length === 0) return;
    beforeDecision ??= Buffer.concat(output).toString();
    asked.push(step.calls.map((call) => `${call.name}(${call.argumentsText})`));
    const refusals = step.calls.flatMap(({ position }) => {
      const refusal = refuse(position);
      return refusal === undefined ? [] : [[position, refusal] as const];
    });
    take(stream.decide(new Map(refusals)));
  };
  for (const chunk of chunked(text, sizes)) take(stream.push(chunk));
  take(stream.end());
  const all = Buffer.concat(output).toString();
  return { output: all, beforeDecision: beforeDecision ?? all, asked, failure };
};

const expected = ({ calls }: Scripted): string[][] =>
  calls.length === 0 ? [] : [calls.map(({ name, argument }) => `${name}(${JSON.stringify({ argument })})`)];

const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, '', 'f', '{}', 'text', 'tool_use', 'function_call', 'message', 'custom_tool_call'),
    fc.array(tie('node'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('index', 'id', 'type', 'name', 'arguments', 'function', 'input'), tie('node')),
  ),
})).node;
const some = <T>(...values: T[]) => fc.constantFrom(...values);
const said = fc.record({ content: value, tool_calls: value, function_call: value }, { requiredKeys: [] });
const place = fc.integer({ min: 0, max: 2 });
/** Events as providers write them, with anything where a call would stand. */
const shapes: Record<Streamed, fc.Arbitrary<unknown>> = {
  'openai-chat': fc.record({
    choices: fc.array(
      fc.record({ index: place, delta: said, message: said, finish_reason: some(null, 'stop') }, { requiredKeys: [] }),
    ),
  }),
  'anthropic-messages': fc.record({
    type: some('message_start', 'content_block_start', 'content_block_delta', 'ping'),
    index: place,
    message: fc.record({ content: value }),
    content_block: fc.record({ type: some('text', 'tool_use', 'thinking', 'new'), name: value, input: value }),
    delta: fc.record({ type: some('text_delta', 'input_json_delta'), text: value, partial_json: value }),
  }),
  'openai-responses': fc.record(
    {
      type: some(
        'response.created',
        'response.output_item.added',
        'response.output_text.delta',
        'response.function_call_arguments.delta',
      ),
      output_index: place,
      item: fc.record({ type: some('message', 'function_call', 'custom_tool_call', 'new'), name: value }),
      response: fc.record({ output: value }),
    },
    { requiredKeys: ['type', 'output_index'] },
  ),
};

const isNothing = (found: unknown): boolean =>
  found === undefined || found === null || (Array.isArray(found) && found.length === 0);

/** What a client could take for a call, looked for without regard to the dialect. */
const callSigns = (event: Record<string, unknown>): unknown[] => {
  const choices = (event['choices'] ?? []) as Record<string, Record<string, unknown>>[];
  const inChoices = choices.flatMap(({ delta, message }) =>
    [delta, message].flatMap((added) => [added?.['tool_calls'], added?.['function_call']]),
  );
  const block = event['type'] === 'content_block_start' ? (event['content_block'] as { type: string }) : undefined;
  const item = event['item'] as { type: string } | undefined;
  const inBlocks = [block, item].filter((one) => one && !['text', 'thinking', 'message'].includes(one.type));
  const output = (event['response'] as { output?: unknown } | undefined)?.output;
  const started = event['type'] === 'message_start' ? (event['message'] as { content?: unknown }).content : undefined;
  const inLists = [output, started].flatMap((list) => (Array.isArray(list) ? list : []));
  const isCall = (one: unknown) =>
    ['tool_use', 'function_call', 'custom_tool_call'].includes((one as { type: string } | null)?.type ?? '');
  return [...inChoices.filter((found) => !isNothing(found)), ...inBlocks, ...inLists.filter(isCall)];
};

describe.each(streamed)('a stream of %s', (dialect) => {
  it('gives the bytes it was given when everything is allowed, wherever it is cut', () => {
    fc.assert(
      fc.property(scripted, cuts, (script, sizes) => {
        const text = writers[dialect](script);
        const { output, asked, failure } = run(dialect, text, sizes);
        expect(failure).toBeUndefined();
        expect(output).toBe(text);
        expect(asked).toEqual(expected(script));
      }),
    );
  });

  it('lets nothing of a call out before it is decided', () => {
    fc.assert(
      fc.property(scripted, cuts, (script, sizes) => {
        const { beforeDecision } = run(dialect, writers[dialect](script), sizes);
        if (script.calls.length === 0) return;
        for (const { name } of script.calls) expect(beforeDecision).not.toContain(name);
        expect(beforeDecision).not.toMatch(/tool_calls|tool_use|function_call|argument/);
      }),
    );
  });

  it('lets nothing of a call out when the provider is cut off in the middle', () => {
    fc.assert(
      fc.property(scripted, cuts, fc.double({ min: 0, max: 1, noNaN: true }), (script, sizes, share) => {
        const text = writers[dialect](script);
        const bytes = Buffer.from(text);
        const cut = bytes.subarray(0, Math.floor((bytes.length - 1) * share)).toString();
        const { output, asked, failure } = run(dialect, cut, sizes);
        if (asked.length === 0) for (const { name } of script.calls) expect(output).not.toContain(name);
        expect(failure === undefined || failure.code === 'PROVIDER_PROTOCOL_ERROR').toBe(true);
        expect(cut.startsWith(output) || text.startsWith(output)).toBe(true);
      }),
    );
  });

  it('leaves a refused call out, says why instead, and keeps the others whole', () => {
    fc.assert(
      fc.property(scripted, cuts, fc.nat({ max: 7 }), (script, sizes, mask) => {
        const isRefused = (position: number): boolean => ((mask >> position) & 1) === 1;
        const refuse = (position: number) => (isRefused(position) ? `Refused number ${position}.` : undefined);
        const { output, failure } = run(dialect, writers[dialect](script), sizes, refuse);
        expect(failure).toBeUndefined();
        const again = run(dialect, output, [1_000_000, 1_000_000].values());
        expect(again.failure).toBeUndefined();
        expect(again.asked.flat()).toEqual(
          expected(script)
            .flat()
            .filter((_, position) => !isRefused(position)),
        );
        script.calls.forEach(({ name }, position) => {
          if (!isRefused(position)) return;
          expect(output).toContain(`Refused number ${position}.`);
          const others = script.calls.filter((_, other) => !isRefused(other)).map((call) => call.name);
          if (!others.includes(name)) expect(output).not.toContain(name);
        });
      }),
    );
  });

  it('passes no sign of a call, whatever shape a provider gives it', () => {
    fc.assert(
      fc.property(fc.array(shapes[dialect], { maxLength: 5 }), (events) => {
        const stream = dialects[dialect].openStream();
        const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
        const { bytes } = stream.push(Buffer.from(text));
        for (const line of bytes.toString().split('\n\n')) {
          if (line !== '') expect(callSigns(JSON.parse(line.slice(6)))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes any bytes at all without throwing, and passes none of an event it cannot read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), cuts, (noise, sizes) => {
        const start = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
        const { output } = run(dialect, `${start}data: ${Buffer.from(noise).toString('latin1')}\n\n`, sizes);
        expect(Buffer.byteLength(output)).toBeLessThanOrEqual(Buffer.byteLength(start) + 300);
      }),
    );
  });
});
