import type { ChatToolCall } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import fc from 'fast-check';
import { AnswerParts } from './answer-parts.ts';
import { begunCall } from './tool-call.ts';

const read = async (chunks: UIMessageChunk[]): Promise<UIMessage['parts']> => {
  const stream = new ReadableStream<UIMessageChunk>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream })) last = message;
  return last?.parts ?? [];
};

const words = fc.record({
  kind: fc.constantFrom('text' as const, 'reasoning' as const),
  text: fc.string({ minLength: 1 }),
});
const call = fc.record({ kind: fc.constantFrom('answered', 'failed', 'open', 'unreadable'), input: fc.jsonValue() });
// The SDK tells of a message with its first word or call, not with the step that opens it.
const steps = fc.array(fc.array(fc.oneof(words, call), { minLength: 1, maxLength: 4 }), { maxLength: 4 });
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

/** An answer as it grows, with every chunk a reader gets. */
class Growing {
  readonly parts = new AnswerParts();
  readonly chunks: UIMessageChunk[] = [{ type: 'start', messageId: 'm' }];
  private id = 0;

  constructor(all: readonly Step[]) {
    for (const step of all) {
      this.show({ type: 'start-step' });
      for (const one of step) this.add(one);
      this.chunks.push({ type: 'finish-step' });
    }
  }

  private show(chunk: UIMessageChunk): void {
    this.parts.take(chunk);
    this.chunks.push(chunk);
  }

  private add(one: Step[number]): void {
    this.id += 1;
    if ('text' in one) this.say(one);
    else this.call(one);
  }

  private say({ kind, text }: { kind: 'text' | 'reasoning'; text: string }): void {
    const id = `${this.id}`;
    this.show({ type: `${kind}-start`, id });
    for (const delta of text) this.show({ type: `${kind}-delta`, id, delta });
    this.show({ type: `${kind}-end`, id });
  }

  private call({ kind, input }: { kind: string; input: unknown }): void {
    const toolCallId = `c${this.id}`;
    const asked = { toolCallId, toolName: 'echo', input, dynamic: true };
    if (kind === 'unreadable') return this.show({ type: 'tool-input-error', ...asked, errorText: 'no JSON' });
    this.show({ type: 'tool-input-available', ...asked });
    const part = this.parts.openCalls.at(-1);
    if (part) this.chunks.push(this.parts.noteCall(begunCall(part)));
    if (kind === 'answered') this.chunks.push(this.parts.endCall(toolCallId, { output: { n: this.id } }));
    if (kind === 'failed') this.chunks.push(this.parts.endCall(toolCallId, { errorText: 'no' }));
  }
}

const shape = (parts: readonly { type: string }[]) =>
  parts.map((part) => {
    const { type, text, toolCallId, input, output, errorText, state, data } = part as Record<string, unknown>;
    const isWords = type === 'text' || type === 'reasoning';
    return isWords ? { type, text } : { type, toolCallId, input, output, errorText, state, data };
  });

describe('the parts of an answer', () => {
  it('are what the SDK makes of the same chunks, and so are those that are kept and read again', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { parts, chunks } = new Growing(all);
        expect(shape(await read(chunks))).toEqual(shape(parts.all));
        const again = new AnswerParts(parts.all);
        expect(shape(await read([{ type: 'start', messageId: 'm' }, ...again.chunks()]))).toEqual(shape(parts.all));
      }),
      { numRuns: 60 },
    );
  });

  it('are a copy of what they began with', () => {
    const kept = [{ type: 'text' as const, text: 'One' }];
    new AnswerParts(kept).take({ type: 'start-step' });
    expect(kept).toEqual([{ type: 'text', text: 'One' }]);
  });

  it('know one note for each call, and refuse to end one that is not there', () => {
    const { parts } = new Growing([[{ kind: 'open', input: {} }]]);
    const note = parts.note('c1') as ChatToolCall;
    parts.noteCall({ ...note, outcome: 'answered' });
    expect(parts.all.filter(({ type }) => type === 'data-tool')).toHaveLength(1);
    expect(parts.note('c1')?.outcome).toBe('answered');
    expect(() => parts.endCall('c2', { output: 1 })).toThrow('no call c2');
  });
});
