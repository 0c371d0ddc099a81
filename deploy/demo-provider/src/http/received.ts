import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came. `isAborted`: whoever asked went away before the answer was whole. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  isAborted: boolean;
}

const MOST_KEPT = 1_000;

/** The last requests, oldest first. */
export class ReceivedRequests {
  readonly all: ReceivedRequest[] = [];

  add(request: ReceivedRequest): void {
    this.all.push(request);
    if (this.all.length > MOST_KEPT) this.all.shift();
  }
}
