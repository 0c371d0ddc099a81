import type { AppError, ErrorCode } from '@archestra/contracts';

const FIRST_MS = 200;
const LONGEST_MS = 5_000;
/** A provider that wants to be left alone for longer is not asked again by this call. */
const MOST_PATIENCE_MS = 10_000;

const PASSING: ReadonlySet<ErrorCode> = new Set(['PROVIDER_RATE_LIMITED', 'PROVIDER_FAILED', 'PROVIDER_UNAVAILABLE']);
const SWITCHING: ReadonlySet<ErrorCode> = new Set([...PASSING, 'PROVIDER_TIMEOUT', 'PROVIDER_UNAUTHENTICATED']);

/** Whether another provider may do better. */
export const isWorthFallback = ({ code }: AppError): boolean => SWITCHING.has(code);

/**
 * How long to wait before the same provider is asked again after `failed` failures: exponential with full jitter, or what
 * the provider said. Undefined: asking again is pointless.
 */
export const pauseMs = ({ code, details }: AppError, failed: number): number | undefined => {
  if (!PASSING.has(code)) return undefined;
  const asked = details?.['retryAfterMs'];
  if (typeof asked === 'number') return asked <= MOST_PATIENCE_MS ? asked : undefined;
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failed);
};
