import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { earlyConfig } from '../config/service.config.ts';

const secret = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'SECRET_KEY',
  'NATS_PASSWORD',
  'DATABASE_URL',
];
const paths = secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*["${name}"]`]);

/** The process's log: JSON lines on stdout, with the active trace id; values under secret-looking names are redacted. */
export const log = pino({
  level: earlyConfig().logLevel,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths, censor: '[redacted]' },
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => {
    const span = trace.getActiveSpan()?.spanContext();
    return span ? { traceId: span.traceId, spanId: span.spanId } : {};
  },
});

/** Logs a failure that no caller sees, with what was being done. */
export const reportError = (error: unknown, what: string): void => {
  log.error({ err: error, what }, 'failed');
};
