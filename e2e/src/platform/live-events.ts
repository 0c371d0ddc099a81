import { setTimeout as pause } from 'node:timers/promises';
import { LiveEvent, type ToolCallSummary } from '@archestra/contracts';
import type { Platform } from './platform.ts';

/** A call as the console was told of it, and when (`performance.now()`). */
export interface SeenCall {
  call: ToolCallSummary;
  atMs: number;
}

/** What an open console page hears on `/api/events`. */
export class LiveEvents {
  readonly calls: SeenCall[] = [];
  private readonly controller = new AbortController();
  private ended: Promise<void> = Promise.resolve();

  /** Resolves when the stream is open: whatever happens from now on is heard. */
  async open({ installation, cookie }: Platform): Promise<void> {
    const response = await fetch(`${installation.addresses.consoleUrl}/api/events`, {
      headers: { cookie, accept: 'text/event-stream' },
      signal: this.controller.signal,
    });
    if (!response.ok || !response.body) throw new Error(`/api/events answered ${response.status}.`);
    this.ended = this.read(response.body).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }

  /** The first call that fits, from the `from`-th on; throws when none is heard within `withinMs`. */
  async hear(fits: (call: ToolCallSummary) => boolean, { from = 0, withinMs = 2_000 } = {}): Promise<SeenCall> {
    for (const end = performance.now() + withinMs; performance.now() < end; await pause(5)) {
      const found = this.calls.slice(from).find(({ call }) => fits(call));
      if (found) return found;
    }
    throw new Error(`The console was not told within ${withinMs} ms.`);
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let buffer = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const messages = (buffer + chunk).split('\n\n');
      buffer = messages.pop() ?? '';
      for (const message of messages) this.take(message);
    }
  }

  private take(message: string): void {
    const data = message.split('\n').find((line) => line.startsWith('data:'));
    const parsed = data ? LiveEvent.safeParse(JSON.parse(data.slice(5))) : undefined;
    if (parsed?.data?.kind === 'tool-call') this.calls.push({ call: parsed.data.call, atMs: performance.now() });
  }
}
