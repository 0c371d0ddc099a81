/** One message of a stream of server-sent events. */
export interface Message {
  id?: string;
  event: string;
  data: unknown;
}

/** Reads a stream of server-sent events as a browser would. */
export class SseReader {
  readonly messages: Message[] = [];
  beats = 0;
  ended = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly answer: Response,
    private readonly abort: AbortController,
  ) {
    this.done = this.read()
      .catch(() => undefined)
      .finally(() => (this.ended = true));
  }

  async until(satisfied: () => boolean, timeoutMs = 8_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!satisfied()) {
      if (Date.now() > deadline) throw new Error(`not in time; got ${JSON.stringify(this.messages).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async leave(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of this.answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) this.take(frame);
    }
  }

  private take(frame: string): void {
    const fields = new Map(
      frame
        .split('\n')
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    if (fields.has('')) this.beats += 1;
    const event = fields.get('event');
    if (event === undefined) return;
    const id = fields.get('id');
    this.messages.push({ event, data: JSON.parse(fields.get('data') ?? 'null'), ...(id === undefined ? {} : { id }) });
  }
}
