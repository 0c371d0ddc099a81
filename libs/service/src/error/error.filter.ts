import { AppError, type ErrorCode } from '@archestra/contracts';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import { reportError } from '../log/log.ts';

const codeOfStatus: Record<number, ErrorCode> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'REQUEST_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
};

/** Any thrown value as an `AppError`; framework errors keep their meaning but not their text. */
export const toAppError = (error: unknown): AppError => {
  const code = codeOfStatus[statusOf(error) ?? 0];
  return code
    ? new AppError(code, sentences[code] ?? 'The request was refused.', { cause: error })
    : AppError.from(error);
};

const sentences: Partial<Record<ErrorCode, string>> = {
  INVALID_INPUT: 'The request could not be read. Check its form against the API document.',
  NOT_FOUND: 'There is nothing at this address.',
  REQUEST_TOO_LARGE: 'The request body is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as application/json.',
};

/** Errors leave a process only as `WireError`: on HTTP with their status, on NATS rethrown for the transport to encode. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const known = toAppError(error);
    if (known.code === 'INTERNAL') reportError(known.cause ?? error, 'http request');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(known.status).send(known.toWire());
  }
}
