import { ChatToolCall } from '@archestra/contracts';
import type { UIMessageChunk } from 'ai';
import { z } from 'zod';

const words = z.object({ text: z.string() });
const call = z.object({
  type: z.literal('dynamic-tool'),
  toolName: z.string(),
  toolCallId: z.string(),
  input: z.unknown(),
});

/** A call of a tool as the AI SDK keeps it. `output` is the server's result; whatever else became of it is an `errorText`. */
export const ToolPart = z.discriminatedUnion('state', [
  call.extend({ state: z.literal('input-available') }),
  call.extend({ state: z.literal('output-available'), output: z.unknown() }),
  call.extend({ state: z.literal('output-error'), errorText: z.string() }),
]);
export type ToolPart = z.output<typeof ToolPart>;

/** A part of an answer as it is kept: the parts of `UIMessage` this platform writes. */
export const AnswerPart = z.union([
  words.extend({ type: z.literal('text') }),
  words.extend({ type: z.literal('reasoning') }),
  z.object({ type: z.literal('step-start') }),
  ToolPart,
  z.object({ type: z.literal('data-tool'), id: z.string(), data: ChatToolCall }),
]);
export type AnswerPart = z.output<typeof AnswerPart>;

/** What became of a call. */
export type ToolEnd = { output: unknown } | { errorText: string };

/** The parts of one answer while it grows, and the chunks that would make them again. */
export class AnswerParts {
  readonly all: AnswerPart[];
  /** The text or reasoning that grows, by the id of its chunks. */
  private readonly growing = new Map<string, { text: string }>();

  constructor(parts: readonly AnswerPart[] = []) {
    this.all = structuredClone([...parts]);
  }

  /** Everything said, for the search and the title. */
  get text(): string {
    return this.all.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  }

  /** Calls nobody has answered yet. */
  get openCalls(): ToolPart[] {
    return this.all.filter(
      (part): part is ToolPart => part.type === 'dynamic-tool' && part.state === 'input-available',
    );
  }

  /** The model wanted something in its last step: it has to be asked again, whatever became of that. */
  get wantsMore(): boolean {
    const step = this.all.findLastIndex(({ type }) => type === 'step-start');
    return this.all.slice(step + 1).some(({ type }) => type === 'dynamic-tool');
  }

  /** Whether the model called something by this id before. */
  hasCall(toolCallId: string): boolean {
    return this.all.some((part) => part.type === 'dynamic-tool' && part.toolCallId === toolCallId);
  }

  note(toolCallId: string): ChatToolCall | undefined {
    return this.all.find((part) => part.type === 'data-tool' && part.id === toolCallId)?.['data' as never];
  }

  /** Applies a chunk of a model's answer; other chunks change nothing. */
  take(chunk: UIMessageChunk): void {
    switch (chunk.type) {
      case 'start-step':
        this.growing.clear();
        this.all.push({ type: 'step-start' });
        break;
      case 'text-start':
      case 'reasoning-start':
        this.grow(chunk.id, chunk.type === 'text-start' ? 'text' : 'reasoning');
        break;
      case 'text-delta':
      case 'reasoning-delta':
        this.add(chunk.id, chunk.delta);
        break;
      case 'tool-input-available':
        this.all.push(callOf(chunk, { state: 'input-available' }));
        break;
      case 'tool-input-error':
        this.all.push(callOf(chunk, { state: 'output-error', errorText: chunk.errorText }));
        break;
      default:
    }
  }

  /** Keeps what is known of a call, beside the call. */
  noteCall(data: ChatToolCall): UIMessageChunk {
    const part = { type: 'data-tool' as const, id: data.toolCallId, data };
    const at = this.all.findIndex((one) => one.type === 'data-tool' && one.id === data.toolCallId);
    if (at >= 0) this.all[at] = part;
    else this.all.push(part);
    return part;
  }

  /** Ends a call. */
  endCall(toolCallId: string, end: ToolEnd): UIMessageChunk {
    const at = this.all.findIndex((one) => one.type === 'dynamic-tool' && one.toolCallId === toolCallId);
    const part = this.all[at];
    if (part?.type !== 'dynamic-tool') throw new Error(`There is no call ${toolCallId}.`);
    const { toolName, input } = part;
    const base = { type: 'dynamic-tool' as const, toolName, toolCallId, input };
    const ended: ToolPart =
      'output' in end ? { ...base, state: 'output-available', ...end } : { ...base, state: 'output-error', ...end };
    this.all[at] = ended;
    return endChunk(ended);
  }

  /** The chunks of a stream that leads a reader to these parts. */
  chunks(): UIMessageChunk[] {
    let isOpen = false;
    const close = (): UIMessageChunk[] => (isOpen ? [{ type: 'finish-step' }] : []);
    const chunks = this.all.flatMap((part, index): UIMessageChunk[] => {
      if (part.type !== 'step-start') return chunksOf(part, `kept-${index}`);
      const before = close();
      isOpen = true;
      return [...before, { type: 'start-step' }];
    });
    return [...chunks, ...close()];
  }

  private grow(id: string, type: 'text' | 'reasoning'): void {
    const part = { type, text: '' };
    this.all.push(part);
    this.growing.set(id, part);
  }

  private add(id: string, delta: string): void {
    const part = this.growing.get(id);
    if (part) part.text += delta;
  }
}

type CallChunk = Extract<UIMessageChunk, { type: 'tool-input-available' | 'tool-input-error' }>;
type CallState = { state: 'input-available' } | { state: 'output-error'; errorText: string };

const callOf = ({ toolName, toolCallId, input }: CallChunk, state: CallState): ToolPart => ({
  type: 'dynamic-tool',
  toolName,
  toolCallId,
  input,
  ...state,
});

const endChunk = (part: ToolPart): UIMessageChunk => {
  const { toolCallId } = part;
  if (part.state === 'output-available')
    return { type: 'tool-output-available', toolCallId, output: part.output, dynamic: true };
  return {
    type: 'tool-output-error',
    toolCallId,
    errorText: part.state === 'output-error' ? part.errorText : '',
    dynamic: true,
  };
};

const chunksOf = (part: Exclude<AnswerPart, { type: 'step-start' }>, id: string): UIMessageChunk[] => {
  if (part.type === 'data-tool') return [part];
  if (part.type === 'text')
    return [
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: part.text },
      { type: 'text-end', id },
    ];
  if (part.type === 'reasoning')
    return [
      { type: 'reasoning-start', id },
      { type: 'reasoning-delta', id, delta: part.text },
      { type: 'reasoning-end', id },
    ];
  const { toolCallId, toolName, input } = part;
  const asked: UIMessageChunk = { type: 'tool-input-available', toolCallId, toolName, input, dynamic: true };
  return part.state === 'input-available' ? [asked] : [asked, endChunk(part)];
};
