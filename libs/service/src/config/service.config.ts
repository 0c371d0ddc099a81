import { z } from 'zod';

/** The environment every service shares; spread `.shape` into a service's own schema. Ports are TCP, sizes and times carry their unit. */
export const serviceEnv = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Proxies in front of this process, as addresses or networks separated by commas: what they say of where a request comes from is believed. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
  NATS_URL: z.string().min(1),
  NATS_USER: z.string().min(1),
  NATS_PASSWORD: z.string().default(''),
  DATABASE_URL: z.url().optional(),
  REDIS_URL: z.url().optional(),
  DATA_DIR: z.string().min(1),
  /** 32 bytes in base64, for encryption at rest and signing. */
  SECRET_KEY: z.base64().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** How long a stopping process waits for work in progress before it ends anyway. */
  DRAIN_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000),
});
export type ServiceEnv = z.output<typeof serviceEnv>;

/** Parses the environment or ends the process with one line per wrong variable: a service with half a configuration never starts. */
export const loadConfig = <S extends z.ZodType>(
  schema: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<S> => {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(`The environment is not complete:\n${lines.join('\n')}`);
};

/** A wrong or missing environment variable; its message is meant for the operator. */
export class ConfigError extends Error {}

/** What logging and telemetry need before any schema of a service is known. */
export const earlyConfig = (environment: NodeJS.ProcessEnv = process.env) => ({
  logLevel: serviceEnv.shape.LOG_LEVEL.catch('info').parse(environment['LOG_LEVEL']),
  otlpEndpoint: serviceEnv.shape.OTEL_EXPORTER_OTLP_ENDPOINT.catch(undefined).parse(
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'],
  ),
});
