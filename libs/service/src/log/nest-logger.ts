import type { LoggerService } from '@nestjs/common';
import { log } from './log.ts';

const text = (message: unknown): string => (typeof message === 'string' ? message : String(message));

/** Nest's own messages in our log; its start-up chatter only at debug level. */
export class NestLogger implements LoggerService {
  log(message: unknown, ...context: unknown[]): void {
    log.debug({ context: context.at(-1) }, text(message));
  }
  warn(message: unknown, ...context: unknown[]): void {
    log.warn({ context: context.at(-1) }, text(message));
  }
  error(message: unknown, ...context: unknown[]): void {
    log.error({ err: message instanceof Error ? message : undefined, context: context.at(-1) }, text(message));
  }
  debug(message: unknown): void {
    log.debug(text(message));
  }
  verbose(message: unknown): void {
    log.trace(text(message));
  }
  fatal(message: unknown): void {
    log.fatal(text(message));
  }
}
