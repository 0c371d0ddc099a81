import type { AppError, ErrorCode } from '@archestra/contracts';
import { writeEvent } from '../stream/sse.ts';

/** What the platform adds to an error of a dialect: its own code, who has to act, and by which call to ask about it. */
const archestra = (error: AppError, callId: string): object => ({
  code: error.code,
  fault: error.fault,
  ...(error.details ? { details: error.details } : {}),
  call_id: callId,
});

/** Codes that clients of OpenAI know; every other error carries ours in lower case. */
const OPENAI_CODES: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'invalid_api_key',
  BUDGET_EXCEEDED: 'insufficient_quota',
  MODEL_NOT_FOUND: 'model_not_found',
  RATE_LIMITED: 'rate_limit_exceeded',
  PROVIDER_RATE_LIMITED: 'rate_limit_exceeded',
};

const openaiType = ({ code, status }: AppError): string => {
  if (code === 'BUDGET_EXCEEDED') return 'insufficient_quota';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
};

const openaiError = (error: AppError, callId: string): Record<string, unknown> => ({
  message: error.message,
  type: openaiType(error),
  param: typeof error.details?.['field'] === 'string' ? error.details['field'] : null,
  code: OPENAI_CODES[error.code] ?? error.code.toLowerCase(),
  archestra: archestra(error, callId),
});

/** An error as the APIs of OpenAI write it. */
export const openaiErrorBody = (error: AppError, callId: string): unknown => ({ error: openaiError(error, callId) });

/** The event that ends a chat completion with an error. */
export const chatErrorEvent = (error: AppError, callId: string): string => writeEvent(openaiErrorBody(error, callId));

/** The event that ends a response with an error: its members stand in the event itself, and in `error` for older clients. */
export const responsesErrorEvent = (error: AppError, callId: string): string => {
  const said = openaiError(error, callId);
  const event = { type: 'error', code: said['code'], message: said['message'], param: said['param'], error: said };
  return writeEvent(event, 'error');
};

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

const anthropicType = ({ status }: AppError): string =>
  ANTHROPIC_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');

/** An error as the API of Anthropic writes it. */
export const anthropicErrorBody = (error: AppError, callId: string): unknown => ({
  type: 'error',
  error: { type: anthropicType(error), message: error.message, archestra: archestra(error, callId) },
  request_id: callId,
});

/** The event that ends a message with an error. */
export const anthropicErrorEvent = (error: AppError, callId: string): string =>
  writeEvent(anthropicErrorBody(error, callId), 'error');
