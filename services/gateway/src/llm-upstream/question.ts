import type { Dispatcher } from 'undici';

/** A request as it is sent. */
export interface Question {
  readonly body: string;
  readonly isStreamed: boolean;
  /** A limit of the answer is written in it that the client did not name. */
  readonly isLimited: boolean;
  /** What the dialect needs beside the key; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer of a provider that began with success. */
export interface OpenAnswer {
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly chunks: AsyncIterable<Buffer>;
  /** Ends an answer that nobody reads, and its connection. */
  readonly discard: () => void;
}
