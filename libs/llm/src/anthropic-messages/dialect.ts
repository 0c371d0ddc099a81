import type { Dialect } from '../dialect/dialect.ts';
import { anthropicErrorBody, anthropicErrorEvent } from '../failure/error-body.ts';
import { readFailure } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { commonEdits } from '../request/change.ts';
import { AnswerStream } from '../stream/answer-stream.ts';
import { readMessagesAnswer, refuseMessagesCalls } from './answer.ts';
import { readMessagesRequest } from './request.ts';
import { MessagesReading } from './stream.ts';

/** Messages of Anthropic, and their counting of tokens. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  readRequest: readMessagesRequest,
  changeRequest: (text, facts, change) => editJson(text, commonEdits(facts, change)),
  readAnswer: readMessagesAnswer,
  refuseCalls: refuseMessagesCalls,
  openStream: (options) => new AnswerStream(new MessagesReading(), options),
  errorBody: anthropicErrorBody,
  errorEvent: anthropicErrorEvent,
  readFailure,
};
