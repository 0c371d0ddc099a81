import type { Dialect, RequestChange } from '../dialect/dialect.ts';
import { anthropicErrorBody, anthropicErrorEvent } from '../failure/error-body.ts';
import { readFailure } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { commonEdits } from '../request/change.ts';
import type { RequestFacts } from '../request/facts.ts';
import { AnswerStream } from '../stream/answer-stream.ts';
import { readMessagesAnswer, refuseMessagesCalls } from './answer.ts';
import { readMessagesRequest } from './request.ts';
import { MessagesReading } from './stream.ts';

const changeRequest = (text: string, facts: RequestFacts, change: RequestChange): string => {
  const edits = commonEdits(facts, change);
  if (change.maxOutputTokens !== undefined) edits.push({ path: ['max_tokens'], value: change.maxOutputTokens });
  return editJson(text, edits);
};

/** Messages of Anthropic, and their counting of tokens. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  readRequest: readMessagesRequest,
  changeRequest,
  readAnswer: readMessagesAnswer,
  refuseCalls: refuseMessagesCalls,
  openStream: (options) => new AnswerStream(new MessagesReading(), options),
  errorBody: anthropicErrorBody,
  errorEvent: anthropicErrorEvent,
  readFailure,
};
