import { ChatToolCall } from '@archestra/contracts';
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';

/** An answer as a client reads it. */
export class Reading {
  readonly chunks: UIMessageChunk[] = [];
  isDone = false;
  private readonly ended: Promise<void>;

  static async of(ask: (signal: AbortSignal) => Promise<Response>): Promise<Reading> {
    const abort = new AbortController();
    return new Reading(await ask(abort.signal), abort);
  }

  constructor(
    readonly answer: Response,
    private readonly abort: AbortController,
  ) {
    this.ended = answer.headers.get('content-type')?.startsWith('text/event-stream')
      ? this.read().catch(() => undefined)
      : Promise.resolve();
  }

  /** Everything said so far. */
  get text(): string {
    return this.chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
  }

  get calls(): ChatToolCall[] {
    return this.chunks.flatMap((chunk) => (chunk.type === 'data-tool' ? [ChatToolCall.parse(chunk.data)] : []));
  }

  has(type: string): boolean {
    return this.chunks.some((chunk) => chunk.type === type);
  }

  async until(satisfied: () => boolean, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!satisfied()) {
      if (Date.now() > deadline) throw new Error(`not in time; got ${JSON.stringify(this.chunks).slice(0, 2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Waits for the end of the stream; true when it said that it is the end. */
  async end(): Promise<boolean> {
    await this.ended;
    return this.isDone;
  }

  /** The message the AI SDK makes of the chunks. */
  async message(): Promise<UIMessage | undefined> {
    const stream = new ReadableStream<UIMessageChunk>({
      start: (controller) => {
        for (const chunk of this.chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    let last: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream, terminateOnError: false })) last = message;
    return last;
  }

  async leave(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of this.answer.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) this.take(frame);
    }
  }

  private take(frame: string): void {
    if (!frame.startsWith('data: ')) return;
    const payload = frame.slice(6);
    if (payload === '[DONE]') this.isDone = true;
    else this.chunks.push(JSON.parse(payload) as UIMessageChunk);
  }
}
