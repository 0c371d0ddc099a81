import { AppError } from '@archestra/contracts';
import { dialects, type Answer, type ToolCall } from '@archestra/llm';
import type { OpenAnswer } from '../llm-upstream/question.ts';
import { dialectOf } from '../llm-model/operation.ts';
import type { LlmCall } from './llm-call.ts';
import { tokensIn, type LlmRecord } from './llm-record.ts';
import type { WrittenQuestion } from './question.ts';

/** Decides calls and says what stands in place of the refused ones. */
export type Decide = (calls: readonly ToolCall[]) => Promise<ReadonlyMap<number, string>>;

/** An answer that has begun, and what is needed to read it. */
export interface Reading {
  readonly call: LlmCall;
  readonly record: LlmRecord;
  readonly question: WrittenQuestion;
  readonly answer: OpenAnswer;
  readonly decide: Decide;
}

const tooLarge = (limitBytes: number): AppError =>
  new AppError('PROVIDER_PROTOCOL_ERROR', `The answer of the provider is larger than ${limitBytes} bytes.`, {
    details: { limitBytes },
  });

/** What came is counted also where the rest does not. */
const textOf = async ({ answer: { chunks }, record }: Reading, limitBytes: number): Promise<string> => {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    record.writtenTokens = tokensIn(size);
    if (size > limitBytes) throw tooLarge(limitBytes);
    kept.push(chunk);
  }
  return (kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept)).toString('utf8');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('PROVIDER_PROTOCOL_ERROR', 'The provider answered with something that is no JSON.', { cause });
  }
};

/** Counting is no answer of a model: there is nothing in it to decide. */
const readCount = (body: unknown): void => {
  const isCount = typeof body === 'object' && body !== null && 'input_tokens' in body;
  if (!isCount) throw new AppError('PROVIDER_PROTOCOL_ERROR', 'The provider answered with something that is no count.');
};

const writtenBytes = ({ text, toolCalls }: Answer): number =>
  toolCalls.reduce(
    (sum, { name, argumentsText }) => sum + name.length + Buffer.byteLength(argumentsText),
    Buffer.byteLength(text),
  );

/** The text of an answer that is not streamed, in the caller's dialect, with refused calls replaced. */
export const readWhole = async (reading: Reading, limitBytes: number): Promise<string> => {
  const { call, record, question, decide } = reading;
  const raw = await textOf(reading, limitBytes);
  const text = question.exchange ? await question.exchange.readAnswer(raw) : raw;
  const body = parsed(text);
  if (call.operation === 'count-tokens') {
    readCount(body);
    record.response = text;
    return text;
  }
  const dialect = dialects[dialectOf[call.operation]];
  const found = dialect.readAnswer(body);
  record.usage = question.exchange ? question.exchange.usage : found.usage;
  record.writtenTokens = tokensIn(writtenBytes(found));
  record.response = text;
  if (found.toolCalls.length === 0) return text;
  const refusals = await decide(found.toolCalls);
  const shown = refusals.size === 0 ? text : dialect.refuseCalls(text, body, refusals);
  record.response = shown;
  return shown;
};
