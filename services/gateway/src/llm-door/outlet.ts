import type { ServerResponse } from 'node:http';
import type { Outlet } from '../llm-call/llm-call.ts';

/** An answer over HTTP. A client that is gone takes no bytes and holds nobody up; nor does one that does not read once `signal` ended the call. */
export class HttpOutlet implements Outlet {
  hasBegun = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly signal: AbortSignal,
  ) {}

  begin({ status, headers }: { status: number; headers: Record<string, string> }): void {
    this.hasBegun = true;
    this.response.writeHead(status, headers);
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    const { response, signal } = this;
    if (bytes.length === 0 || response.destroyed || response.write(bytes)) return undefined;
    return new Promise((resolve) => {
      const cut = (): void => void response.destroy();
      const done = (): void => {
        response.off('drain', done);
        response.off('close', done);
        signal.removeEventListener('abort', cut);
        resolve();
      };
      response.on('drain', done);
      response.on('close', done);
      if (signal.aborted) cut();
      else signal.addEventListener('abort', cut);
    });
  }

  end(): void {
    this.response.end();
  }
}
