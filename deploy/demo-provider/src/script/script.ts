/** A piece of an answer. `argumentsText` is sent as it stands, broken or not. */
export type Part =
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly argumentsText: string };

/**
 * What goes wrong. `status`: an error answer. `malformed`: JSON or an event that is none. `half`: the answer ends in the
 * middle as if it were whole. `disconnect`: the connection breaks in the middle. `stall`: nothing more comes.
 * `slow`: the headers come late. `page`: success, and a page in HTML.
 */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'malformed' | 'half' | 'disconnect' | 'stall' | 'page' }
  | { readonly kind: 'slow'; readonly delayMs: number };

/** Tokens as a provider counts them: cached ones are part of the input, reasoning of the output. */
export interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** One answer. What is absent of `usage` is counted; `null` tells nothing of it. */
export interface Script {
  readonly parts: readonly Part[];
  readonly fault?: Fault;
  readonly usage?: Partial<Usage> | null;
  readonly isCutShort?: boolean;
}

/** A plain answer. */
export const say = (text: string): Script => ({ parts: [{ kind: 'text', text }] });
