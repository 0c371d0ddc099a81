import type { Dialect } from '../dialect/dialect.ts';
import { openaiErrorBody, responsesErrorEvent } from '../failure/error-body.ts';
import { readFailure } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { commonEdits } from '../request/change.ts';
import { AnswerStream } from '../stream/answer-stream.ts';
import { readResponsesAnswer, refuseResponsesCalls } from './answer.ts';
import { readResponsesRequest } from './request.ts';
import { ResponsesReading } from './stream.ts';

/** Responses of OpenAI. */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  readRequest: readResponsesRequest,
  changeRequest: (text, facts, change) => editJson(text, commonEdits(facts, change)),
  readAnswer: readResponsesAnswer,
  refuseCalls: refuseResponsesCalls,
  openStream: (options) => new AnswerStream(new ResponsesReading(), options),
  errorBody: openaiErrorBody,
  errorEvent: responsesErrorEvent,
  readFailure,
};
