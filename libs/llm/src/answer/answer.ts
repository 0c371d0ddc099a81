import type { TokenUsage } from '@archestra/contracts';
import type { ToolCall } from '../request/facts.ts';

/** Why a model stopped, in one vocabulary; `paused`: the provider wants to be asked again; `unknown`: it did not say. */
export type StopReason = 'end' | 'length' | 'tool-calls' | 'filtered' | 'paused' | 'failed' | 'unknown';

/** What an answer of a provider says, whatever its dialect. */
export interface Answer {
  /** As the provider names the model, `undefined` where it does not. */
  readonly model: string | undefined;
  /** What the model wrote for the reader, without its reasoning. */
  readonly text: string;
  /** Calls the client would carry out, in the order of the answer. Calls the provider carried out are not among them. */
  readonly toolCalls: readonly ToolCall[];
  /** `undefined` where the provider did not count. */
  readonly usage: TokenUsage | undefined;
  readonly stopReason: StopReason;
}

/** What stands in place of refused calls, by `ToolCall.position`. */
export type Refusals = ReadonlyMap<number, string>;
