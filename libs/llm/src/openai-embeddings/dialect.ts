import type { Answer } from '../answer/answer.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { chatErrorEvent, openaiErrorBody } from '../failure/error-body.ts';
import { protocolError, readFailure } from '../failure/provider-failure.ts';
import { editJson } from '../json/edit.ts';
import { isRecord, textIn } from '../json/json.ts';
import { readChatUsage } from '../openai-chat/answer.ts';
import { commonEdits } from '../request/change.ts';
import { AnswerStream, type AnswerReading } from '../stream/answer-stream.ts';
import { readEmbeddingsRequest } from './request.ts';

const readAnswer = (body: unknown): Answer => {
  if (!isRecord(body) || !Array.isArray(body['data']))
    throw protocolError('The provider answered with something that holds no embeddings.');
  return {
    model: textIn(body['model']),
    text: '',
    toolCalls: [],
    usage: readChatUsage(body['usage']),
    stopReason: 'end',
  };
};

const neverStreamed = (): AnswerReading => ({
  model: undefined,
  text: '',
  usage: undefined,
  stopReason: 'unknown',
  isEnded: false,
  hasCalls: false,
  calls: () => [],
  read: () => {
    throw protocolError('The provider streamed embeddings, which nobody asked it to.');
  },
  rewrite: () => '',
  settle: () => undefined,
});

/** Embeddings of OpenAI: one answer, no tools. */
export const openaiEmbeddings: Dialect = {
  name: 'openai-embeddings',
  readRequest: readEmbeddingsRequest,
  changeRequest: (text, facts, change) => editJson(text, commonEdits(facts, change)),
  readAnswer,
  refuseCalls: (text) => text,
  openStream: (options) => new AnswerStream(neverStreamed(), options),
  errorBody: openaiErrorBody,
  errorEvent: chatErrorEvent,
  readFailure,
};
