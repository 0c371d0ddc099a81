import type { Caller, LlmOperation, LlmSource } from '@archestra/contracts';
import type { RequestFacts } from '@archestra/llm';
import type { IndexedProfile } from '../profile/profile.index.ts';

/** Everything known about one question to a model before anything is decided. Times are `performance.now()` milliseconds. */
export interface LlmCall {
  readonly callId: string;
  readonly organizationId: string;
  readonly caller: Caller;
  readonly teamIds: readonly string[];
  readonly source: LlmSource;
  /** Undefined where the address names no profile: then every tool is the client's own. */
  readonly profile: IndexedProfile | undefined;
  /** Counts for this profile also where its tools are not at hand. */
  readonly charged: { readonly id: string; readonly name: string } | null;
  readonly clientName: string;
  readonly operation: LlmOperation;
  /** The model router takes full names only. */
  readonly isFull: boolean;
  /** The body as it came, and parsed. */
  readonly text: string;
  readonly body: unknown;
  readonly facts: RequestFacts;
  /** Key of the information-flow session. */
  readonly sessionId: string;
  /** Of the dialect, from the client, for a provider of the same dialect; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  readonly authenticatedAt: number;
}

/** Where an answer goes. */
export interface Outlet {
  /** Before the first byte, once. */
  begin(head: { status: number; headers: Record<string, string> }): void;
  /** Resolves when more may be written. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  end(): void;
  readonly hasBegun: boolean;
}
