import { AppError } from '@archestra/contracts';
import { SdkError, SdkErrorCode } from '@modelcontextprotocol/client';

/** A failed discovery in words for a person. What the server itself wrote stays in the log. */
export const inWords = (error: unknown, signal: AbortSignal): AppError => {
  if (error instanceof AppError && error.code !== 'REQUEST_CANCELLED') return error;
  const isLate = signal.aborted || (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout);
  if (isLate) return new AppError('SERVER_TIMEOUT', 'The server did not tell its tools in time.', { cause: error });
  return new AppError('SERVER_PROTOCOL_ERROR', 'The server answered outside the protocol.', { cause: error });
};
