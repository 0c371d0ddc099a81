import type { Dialect, RequestChange } from '../dialect/dialect.ts';
import { openaiErrorBody, responsesErrorEvent } from '../failure/error-body.ts';
import { readFailure } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { commonEdits } from '../request/change.ts';
import type { RequestFacts } from '../request/facts.ts';
import { AnswerStream } from '../stream/answer-stream.ts';
import { readResponsesAnswer, refuseResponsesCalls } from './answer.ts';
import { readResponsesRequest } from './request.ts';
import { ResponsesReading } from './stream.ts';

const changeRequest = (text: string, facts: RequestFacts, change: RequestChange): string => {
  const edits = commonEdits(facts, change);
  if (change.maxOutputTokens !== undefined) edits.push({ path: ['max_output_tokens'], value: change.maxOutputTokens });
  return editJson(text, edits);
};

/** Responses of OpenAI. */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  readRequest: readResponsesRequest,
  changeRequest,
  readAnswer: readResponsesAnswer,
  refuseCalls: refuseResponsesCalls,
  openStream: (options) => new AnswerStream(new ResponsesReading(), options),
  errorBody: openaiErrorBody,
  errorEvent: responsesErrorEvent,
  readFailure,
};
