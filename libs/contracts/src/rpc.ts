import type { z } from 'zod';

/** A question or command on core NATS: one subject, one reply, a deadline in milliseconds. */
export interface Rpc<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'rpc';
  readonly subject: string;
  readonly input: I;
  readonly output: O;
  readonly deadlineMs: number;
}

/** What a handler receives: the parsed input of a contract. */
export type Parsed<C extends Rpc> = z.output<C['input']>;
/** What a caller sends: the input before defaults are applied. */
export type Request<C extends Rpc> = z.input<C['input']>;
/** What a handler returns and a caller gets. */
export type Reply<C extends Rpc> = z.output<C['output']>;

/** Declares a contract `<owner>.<noun>.<verb>`; `deadlineMs` bounds the wait of every caller (default 2,000 ms). */
export const rpc = <I extends z.ZodType, O extends z.ZodType>(
  subject: string,
  input: I,
  output: O,
  deadlineMs = 2_000,
): Rpc<I, O> => ({ kind: 'rpc', subject, input, output, deadlineMs });

/** The service that owns a contract: the first token of its subject. */
export const ownerOf = (contract: { readonly subject: string }): string => contract.subject.split('.')[0] ?? '';
