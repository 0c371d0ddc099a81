import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** A server-sent-events response carrying JSON-RPC messages; a comment every 15 s keeps proxies from closing it. */
export class SseStream {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    headers: Record<string, string> = {},
  ) {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      ...headers,
    });
    response.flushHeaders();
    this.timer = setInterval(() => this.comment('keep-alive'), HEARTBEAT_MS).unref();
    response.on('close', () => clearInterval(this.timer));
  }

  /** Sends one JSON-RPC message given as JSON text. */
  send(text: string): void {
    // A client that does not read must not fill our memory.
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.response.destroy();
    else if (!this.response.writableEnded) this.response.write(`event: message\ndata: ${text}\n\n`);
  }

  comment(text: string): void {
    if (!this.response.writableEnded) this.response.write(`: ${text}\n\n`);
  }

  end(): void {
    clearInterval(this.timer);
    if (!this.response.writableEnded) this.response.end();
  }
}
