import { randomUUID } from 'node:crypto';
import type { EventStream } from './exchange.ts';
import type { Message } from './message.ts';

const MAX_WAITING = 256;

/** One client of the shared server. What happens before its stream is open waits for it. */
export class Session {
  readonly id = randomUUID();
  private stream: EventStream | undefined;
  private waiting: Message[] = [];

  get isListening(): boolean {
    return this.stream !== undefined;
  }

  listen(stream: EventStream): void {
    this.stream?.end();
    this.stream = stream;
    for (const message of this.waiting) stream.send(message);
    this.waiting = [];
  }

  /** The stream was closed by the other side; another may have taken its place already. */
  deafen(stream: EventStream): void {
    if (this.stream === stream) this.stream = undefined;
  }

  send(message: Message): void {
    if (this.stream) this.stream.send(message);
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(message);
  }

  end(): void {
    this.stream?.end();
    this.stream = undefined;
  }
}
