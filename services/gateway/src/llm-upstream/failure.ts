import { AppError } from '@archestra/contracts';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * What a broken exchange with a provider means. `signal` is the call's own: its reason says who gave up. What was refused
 * by our guard of connections says so itself.
 */
export const exchangeFailure = (error: unknown, signal: AbortSignal, hasBegun: boolean): AppError => {
  if (signal.aborted && signal.reason instanceof AppError) return signal.reason;
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT')
    return new AppError('PROVIDER_TIMEOUT', 'The provider did not begin to answer in time.', { cause: error });
  if (code === 'UND_ERR_BODY_TIMEOUT')
    return new AppError('PROVIDER_TIMEOUT', 'The provider stopped in the middle of its answer.', { cause: error });
  if (hasBegun)
    return new AppError('PROVIDER_PROTOCOL_ERROR', 'The answer of the provider ended in the middle. Try again.', {
      cause: error,
    });
  const what = NEVER_SENT.test(code) ? 'cannot be reached' : 'broke the connection';
  return new AppError('PROVIDER_UNAVAILABLE', `The provider ${what}. Try again in a moment.`, { cause: error });
};
