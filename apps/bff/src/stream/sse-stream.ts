import { Readable } from 'node:stream';

/** How long a client that was dropped may take to read why. */
const FAREWELL_MS = 10_000;

/** One event; `id` is what a browser sends back as `Last-Event-ID`. */
export interface Message {
  event: string;
  payload: unknown;
  id?: string;
}

const frame = ({ event, payload, id }: Message): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`;

const DROPPED: Message = {
  event: 'dropped',
  payload: { kind: 'dropped', message: 'This connection could not keep up. Connect again and fetch the lists.' },
};

/**
 * A response of server-sent events (HTML standard, section 9.2) with a bounded buffer: whoever reads slower than facts
 * happen is told so and disconnected, instead of growing this process.
 */
export class SseStream extends Readable {
  /** True once nothing more will be sent. */
  ended = false;

  constructor(private readonly limitBytes: number) {
    super({ encoding: 'utf8' });
    this.on('close', () => (this.ended = true));
    // The first bytes make the headers go out, so that the client knows it is connected.
    this.push('retry: 1000\n\n');
  }

  /** Pushed to, never pulled from. */
  override _read(): void {}

  /** Sends events together; however many they are, they count as one. */
  send(...messages: readonly Message[]): void {
    if (messages.length > 0) this.write(messages.map(frame).join(''));
  }

  /** Sends events that are written already. */
  sendText(text: string): void {
    if (text !== '') this.write(text);
  }

  /** A comment: keeps proxies from closing an idle connection. */
  beat(): void {
    this.write(': heartbeat\n\n');
  }

  /** Ends the response after what is already buffered. */
  finish(last?: string): void {
    if (this.ended) return;
    this.ended = true;
    if (last !== undefined) this.push(last);
    this.push(null);
    setTimeout(() => this.destroy(), FAREWELL_MS).unref();
  }

  private write(text: string): void {
    if (this.ended) return;
    // What waits is judged, not what comes: a large message is no sign of a slow reader.
    if (this.readableLength > this.limitBytes) this.finish(frame(DROPPED));
    else this.push(text);
  }
}
