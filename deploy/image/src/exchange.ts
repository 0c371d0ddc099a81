import type { ServerResponse } from 'node:http';
import type { Message } from './message.ts';

const STREAM_AFTER_MS = 10_000;
const KEEP_ALIVE_MS = 15_000;

/** Server-sent events (HTML, 9.2), one message each. */
export class EventStream {
  private readonly response: ServerResponse;
  private readonly timer: NodeJS.Timeout;

  constructor(response: ServerResponse, headers: Record<string, string> = {}) {
    this.response = response;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', ...headers });
    response.flushHeaders();
    this.timer = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS).unref();
    response.once('close', () => clearInterval(this.timer));
  }

  send(message: Message): void {
    this.response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }

  end(): void {
    clearInterval(this.timer);
    this.response.end();
  }
}

/** The answer to one POSTed request: plain JSON when it is all there is to say, a stream when more comes or it takes long. */
export class Exchange {
  private stream: EventStream | undefined;
  private readonly response: ServerResponse;
  private readonly late: NodeJS.Timeout;

  constructor(response: ServerResponse) {
    this.response = response;
    this.late = setTimeout(() => this.streaming(), STREAM_AFTER_MS).unref();
  }

  notify(message: Message): void {
    this.streaming().send(message);
  }

  answer(message: Message): void {
    clearTimeout(this.late);
    if (this.stream) {
      this.stream.send(message);
      this.stream.end();
      return;
    }
    this.response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message));
  }

  /** The server answered with more than fits. A stream that has begun can only be broken off. */
  failOversized(): void {
    clearTimeout(this.late);
    if (this.stream) this.stream.end();
    else this.response.writeHead(502, { 'x-archestra-error': 'SERVER_RESPONSE_TOO_LARGE' }).end();
  }

  /** The client gave the request up: nothing more will be said. */
  drop(): void {
    this.streaming().end();
  }

  /** The server is gone: so is the connection, which tells the client that the effect is unknown. */
  abort(): void {
    clearTimeout(this.late);
    this.response.destroy();
  }

  private streaming(): EventStream {
    clearTimeout(this.late);
    this.stream ??= new EventStream(this.response);
    return this.stream;
  }
}
