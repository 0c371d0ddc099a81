const ANTHROPIC: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};
const OPENAI: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  429: 'rate_limit_exceeded',
};

/** An error answer, in the dialect of the caller. */
export const failureBody = (status: number, message: string, isAnthropic: boolean): unknown => {
  if (isAnthropic) return { type: 'error', error: { type: ANTHROPIC[status] ?? 'api_error', message } };
  const type = OPENAI[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  const code = status === 404 ? 'model_not_found' : status === 401 ? 'invalid_api_key' : null;
  return { error: { message, type, param: null, code } };
};
