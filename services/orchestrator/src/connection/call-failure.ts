import { AppError } from '@archestra/contracts';
import type { ConnectionEnd } from './connection.ts';

const PARSE_ERRORS: readonly unknown[] = ['SyntaxError', 'ZodError', '$ZodError'];
/** undici's words for a connection that broke after the request was on its way. */
const BROKEN: readonly unknown[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

const unreachable = (cause: unknown): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'The server could not be reached or refused the request.', { cause });
const unreadable = (cause: unknown): AppError =>
  new AppError('SERVER_PROTOCOL_ERROR', 'The server answered with something that is not an MCP message.', { cause });

/** The answer to a call was lost on its way: nobody knows whether the call had an effect. */
export const cutOff = (): AppError =>
  new AppError(
    'SERVER_CRASHED',
    'The server ended its answer before the result. Whether the call had an effect is unknown.',
  );

/** The server itself ended, and we know how. */
export const crashed = ({ reason }: ConnectionEnd): AppError =>
  new AppError(
    'SERVER_CRASHED',
    `The server ended while it worked on this call (${reason}). Whether the call had an effect is unknown.`,
  );

const isBroken = (error: unknown): boolean =>
  BROKEN.includes((error as { cause?: { code?: unknown } } | undefined)?.cause?.code);

/** The SDK throws what JSON and its schemas throw; names hold across realms and copies of zod, classes do not. */
export const typed = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (PARSE_ERRORS.includes((error as Error | undefined)?.name)) return unreadable(error);
  return isBroken(error) ? cutOff() : unreachable(error);
};
