import type { Dialect, RequestChange } from '../dialect/dialect.ts';
import { chatErrorEvent, openaiErrorBody } from '../failure/error-body.ts';
import { readFailure } from '../failure/provider-failure.ts';
import { editJson, type JsonEdit } from '../json/edit.ts';
import { isRecord } from '../json/json.ts';
import { commonEdits } from '../request/change.ts';
import type { RequestFacts } from '../request/facts.ts';
import { AnswerStream } from '../stream/answer-stream.ts';
import { readChatAnswer, refuseChatCalls } from './answer.ts';
import { limitName } from './limit.ts';
import { readChatRequest } from './request.ts';
import { ChatReading } from './stream.ts';

const INCLUDE_USAGE = ['stream_options', 'include_usage'];

/** Other options of the stream stay; a request without options, or with null for them, gets some. */
const usageEdit = (facts: RequestFacts, options: unknown): JsonEdit[] => {
  if (!facts.isStreamed || facts.wantsUsage) return [];
  return isRecord(options)
    ? [{ path: INCLUDE_USAGE, value: true }]
    : [{ path: INCLUDE_USAGE.slice(0, 1), value: { include_usage: true } }];
};

const changeRequest = (text: string, facts: RequestFacts, change: RequestChange): string => {
  const edits = commonEdits(facts, change);
  const { maxOutputTokens: limit, model = facts.model } = change;
  if (limit !== undefined) edits.push({ path: [limitName(model)], value: limit });
  if (change.asksForUsage) edits.push(...usageEdit(facts, facts.streamOptions));
  return editJson(text, edits);
};

/** Chat completions of OpenAI, and of everybody who imitates them. */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  readRequest: readChatRequest,
  changeRequest,
  readAnswer: readChatAnswer,
  refuseCalls: refuseChatCalls,
  openStream: (options) => new AnswerStream(new ChatReading(options?.answerCount), options),
  errorBody: openaiErrorBody,
  errorEvent: chatErrorEvent,
  readFailure,
};
