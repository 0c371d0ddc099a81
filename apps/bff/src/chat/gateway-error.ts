import { AppError, WireError, type ErrorCode } from '@archestra/contracts';
import { APICallError } from 'ai';
import { z } from 'zod';

/** What our gateway says of a failure inside a model API's error body, whatever its dialect. */
const Told = z.object({ error: z.looseObject({ archestra: WireError.omit({ message: true }), message: z.string() }) });
const Inner = Told.shape.error;

const Wrapped = z.looseObject({ data: z.unknown() });

const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  402: 'BUDGET_EXCEEDED',
  403: 'NOT_ALLOWED',
  404: 'MODEL_NOT_FOUND',
  413: 'REQUEST_TOO_LARGE',
  429: 'RATE_LIMITED',
};

const told = (value: unknown): AppError | undefined => {
  const inner = Inner.safeParse(value);
  return inner.success ? AppError.fromWire({ ...inner.data.archestra, message: inner.data.message }) : undefined;
};

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

const refused = (error: APICallError): AppError => {
  const body = Told.safeParse(parsed(error.responseBody));
  const known = body.success ? told(body.data.error) : undefined;
  if (known) return known;
  const code = error.statusCode === undefined ? undefined : byStatus[error.statusCode];
  if (code) return new AppError(code, 'The gateway refused the call of the model.', { cause: error });
  if (error.statusCode === undefined)
    return new AppError('PEER_UNAVAILABLE', 'The gateway does not answer. Try again in a moment.', { cause: error });
  return new AppError('PROVIDER_FAILED', 'The model could not answer. Try again, or choose another.', { cause: error });
};

/** Why a model did not answer, in the words of our gateway where it said something. Foreign words stay in the log. */
export const modelError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  // In the middle of a stream the SDK wraps what the gateway said.
  const known = told(error) ?? told(Wrapped.safeParse(error).data?.data);
  if (known) return known;
  if (APICallError.isInstance(error)) return refused(error);
  return new AppError('PROVIDER_PROTOCOL_ERROR', 'The answer of the model broke off. Try again.', { cause: error });
};
