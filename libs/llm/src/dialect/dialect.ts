import type { AppError } from '@archestra/contracts';
import type { Answer, Refusals } from '../answer/answer.ts';
import type { ProviderFailure } from '../failure/provider-failure.ts';
import type { RequestFacts } from '../request/facts.ts';
import type { AnswerStream, AnswerStreamOptions } from '../stream/answer-stream.ts';

/** What the gateway changes about a request before it goes to a provider of the same dialect. */
export interface RequestChange {
  /** The name the provider knows the model by. */
  readonly model?: string;
  /** Texts in place of tool results, by `ToolResult.position`. */
  readonly toolResults?: ReadonlyMap<number, string>;
  /** The most tokens each answer may have, where the request named no limit. */
  readonly maxOutputTokens?: number;
  /** Has a stream report its usage where it would not of itself. The client then must not see that report. */
  readonly asksForUsage?: boolean;
}

/** One way of talking to models: how requests, answers, streams and errors are written. */
export interface Dialect {
  readonly name: DialectName;
  /**
   * Reads a parsed body. Throws `INVALID_INPUT` that names the field where something the gateway relies on is missing
   * or of another type; what it does not rely on is the provider's to judge.
   */
  readonly readRequest: (body: unknown) => RequestFacts;
  /** The JSON text of the request with some values changed; every other value stays as it is written. */
  readonly changeRequest: (text: string, facts: RequestFacts, change: RequestChange) => string;
  /** Reads a parsed answer that came with a status of success. Throws `PROVIDER_PROTOCOL_ERROR` for what is none. */
  readonly readAnswer: (body: unknown) => Answer;
  /**
   * The JSON text of the answer without the refused calls: each refusal becomes text of the answer, the other calls
   * stay, and the stop reason fits what is left.
   */
  readonly refuseCalls: (text: string, body: unknown, refusals: Refusals) => string;
  /** A guard for one streamed answer of this dialect. */
  readonly openStream: (options?: AnswerStreamOptions) => AnswerStream;
  /** The body of an error answer with the status `error.status`, as the official clients of the dialect expect it. */
  readonly errorBody: (error: AppError, callId: string) => unknown;
  /** The server-sent event that ends a stream which already began. */
  readonly errorEvent: (error: AppError, callId: string) => string;
  /** What an answer without success of a provider of this dialect means. */
  readonly readFailure: (failure: ProviderFailure) => AppError;
}

export type DialectName = 'openai-chat' | 'openai-responses' | 'openai-embeddings' | 'anthropic-messages';
