import { AppError } from '@archestra/contracts';
import { isRecord, textIn } from '../json/json.ts';

/** An answer of a provider without success. */
export interface ProviderFailure {
  readonly status: number;
  /** The body as text, whatever it is. */
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const MAX_MESSAGE_CHARS = 500;
/** Nobody is told to wait longer. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** `PROVIDER_PROTOCOL_ERROR`: what the provider sent is not what its dialect allows. */
export const protocolError = (message: string, cause?: unknown): AppError =>
  new AppError('PROVIDER_PROTOCOL_ERROR', message, cause === undefined ? {} : { cause });

/** A message of the provider about the caller's own request, without control characters and cut. */
const shownMessage = (message: string): string => {
  const plain = message.replace(/\p{C}+/gu, ' ').trim();
  return plain.length <= MAX_MESSAGE_CHARS ? plain : `${plain.slice(0, MAX_MESSAGE_CHARS)}…`;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

interface SaidError {
  readonly message: string | undefined;
  /** `type` and `code` of the error as the provider writes them. */
  readonly kinds: readonly string[];
}

/** Both dialects, and most that imitate them, say `{error: {message, type, code}}`; some `{error: "…"}` or `{message}`. */
const saidError = (body: unknown): SaidError => {
  const outer = isRecord(body) ? body : {};
  const error = isRecord(outer['error']) ? outer['error'] : outer;
  const message = textIn(error['message']) ?? textIn(outer['error']) ?? textIn(outer['detail']);
  return { message, kinds: [error['type'], error['code']].filter((kind) => typeof kind === 'string') };
};

const headerOf = ({ headers }: ProviderFailure, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const waitMs = (failure: ProviderFailure): number | undefined => {
  const exact = Number(headerOf(failure, 'retry-after-ms'));
  if (Number.isFinite(exact) && exact > 0) return exact;
  const header = headerOf(failure, 'retry-after');
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
};

const retryAfterMs = (failure: ProviderFailure): number | undefined => {
  const wait = waitMs(failure);
  return wait === undefined ? undefined : Math.min(Math.ceil(wait), MAX_RETRY_AFTER_MS);
};

const refused = (said: SaidError, status: number): AppError =>
  new AppError(
    'PROVIDER_REFUSED',
    said.message === undefined
      ? 'The provider does not accept this request and does not say why.'
      : `The provider does not accept this request: ${shownMessage(said.message)}`,
    { details: { status, ...(said.kinds[0] === undefined ? {} : { type: shownMessage(said.kinds[0]) }) } },
  );

const rateLimited = (failure: ProviderFailure): AppError => {
  const wait = retryAfterMs(failure);
  return new AppError('PROVIDER_RATE_LIMITED', 'The provider takes no more requests for now. Try again later.', {
    details: { status: failure.status, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  });
};

const withStatus =
  (code: 'PROVIDER_UNAUTHENTICATED' | 'PROVIDER_FAILED' | 'PROVIDER_UNAVAILABLE', message: string) =>
  (status: number): AppError =>
    new AppError(code, message, { details: { status } });

const unauthenticated = withStatus(
  'PROVIDER_UNAUTHENTICATED',
  'The provider does not accept the key an administrator gave. An administrator has to replace it.',
);
const unpaid = withStatus(
  'PROVIDER_UNAUTHENTICATED',
  "The account at the provider has no credit left. An administrator has to see to the provider's account.",
);
const failed = withStatus('PROVIDER_FAILED', 'The provider failed. Try again, or choose another model.');
const unavailable = withStatus('PROVIDER_UNAVAILABLE', 'The provider is overloaded or down. Try again in a moment.');

const modelNotFound = (status: number): AppError =>
  new AppError('MODEL_NOT_FOUND', 'The provider does not have this model, or its key may not use it.', {
    details: { status },
  });

const isAbout = (said: SaidError, pattern: RegExp): boolean => said.kinds.some((kind) => pattern.test(kind));

const REFUSED_STATUS = new Set([400, 405, 409, 413, 415, 422]);
const DOWN_STATUS = new Set([502, 503, 504, 520, 521, 522, 523, 524, 529]);

/** Errors whose kind says more than their status. */
const byKind = (said: SaidError, failure: ProviderFailure): AppError | undefined => {
  if (isAbout(said, /^(insufficient_quota|billing_error|billing_hard_limit_reached)$/)) return unpaid(failure.status);
  if (isAbout(said, /^(model_not_found|deployment_?not_?found)$/i)) return modelNotFound(failure.status);
  if (isAbout(said, /^(authentication_error|invalid_api_key)$/)) return unauthenticated(failure.status);
  return isAbout(said, /^overloaded_error$/) ? unavailable(failure.status) : undefined;
};

const byStatus = (said: SaidError, failure: ProviderFailure): AppError => {
  const { status } = failure;
  if (status === 401 || status === 403) return unauthenticated(status);
  if (status === 402) return unpaid(status);
  if (status === 404) return modelNotFound(status);
  if (status === 429) return rateLimited(failure);
  if (REFUSED_STATUS.has(status)) return refused(said, status);
  return DOWN_STATUS.has(status) ? unavailable(status) : failed(status);
};

/**
 * What an answer without success means: whose fault it is and what to do. Only a message about the caller's own
 * request is passed on; others can name accounts, keys or hosts of the provider's customer.
 */
export const readFailure = (failure: ProviderFailure): AppError => {
  const said = saidError(parsed(failure.body));
  return byKind(said, failure) ?? byStatus(said, failure);
};

const STATUS_BY_KIND: readonly [RegExp, number][] = [
  [/^(rate_limit|rate_limit_error|rate_limit_exceeded)$/, 429],
  [/^(invalid_request_error|invalid_prompt|context_length_exceeded|request_too_large)$/, 400],
  [/^(authentication_error|permission_error)$/, 401],
  [/^not_found_error$/, 404],
  [/^(overloaded_error|server_overloaded)$/, 529],
];

/** What an error means that the provider reported inside a stream, where there is no status. */
export const readStreamFailure = (event: unknown): AppError => {
  const { kinds } = saidError(event);
  const status = STATUS_BY_KIND.find(([pattern]) => kinds.some((kind) => pattern.test(kind)))?.[1] ?? 500;
  return readFailure({ status, body: JSON.stringify(event), headers: {} });
};
