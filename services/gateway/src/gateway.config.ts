import { hostList, PreviousKeys, SecretKey, serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** The gateway owns no tables: it has no `DATABASE_URL`. */
export const GatewayEnv = serviceEnv.extend({
  /** Where clients reach this gateway; used in authentication challenges. */
  PUBLIC_URL: z.url(),
  /** Largest request body. */
  GATEWAY_MAX_REQUEST_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(4 * 1024 * 1024),
  /** How long a server may work on one call. */
  GATEWAY_CALL_TIMEOUT_MS: z.coerce.number().int().positive().default(60_000),
  /** Calls in work at once in this process; more are answered `OVERLOADED`. */
  GATEWAY_MAX_IN_FLIGHT: z.coerce.number().int().positive().default(2_000),
  /** Browser origins that may call; a request without `Origin` is not from a browser and passes. */
  GATEWAY_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter(Boolean)),
  /** How much of arguments and result the record keeps. */
  GATEWAY_RECORD_BYTES: z.coerce.number().int().nonnegative().max(131_072).default(16_384),
  /** Opens the keys of providers; the registry has the same. */
  PROVIDER_KEY: SecretKey,
  /** Earlier keys, separated by commas, newest first. */
  PROVIDER_KEY_PREVIOUS: PreviousKeys,
  /** Hosts of providers that may be at private addresses, as `host` or `host:port`, separated by commas. */
  PROVIDER_PRIVATE_HOSTS: hostList,
  /** Largest request to a model. */
  GATEWAY_LLM_MAX_REQUEST_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(32 * 1024 * 1024),
  /** All images of one request to a model, as they travel. */
  GATEWAY_LLM_MAX_IMAGE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(20 * 1024 * 1024),
  /** Largest answer of a model that is not streamed. */
  GATEWAY_LLM_MAX_ANSWER_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(32 * 1024 * 1024),
  /** Connections to one provider at once. */
  GATEWAY_LLM_CONNECTIONS: z.coerce.number().int().positive().default(1_024),
  /** How long a provider may take to accept a connection. */
  GATEWAY_LLM_CONNECT_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000),
  /** How long a model may think before its answer begins. */
  GATEWAY_LLM_HEADERS_TIMEOUT_MS: z.coerce.number().int().positive().default(300_000),
  /** How long an answer may pause. */
  GATEWAY_LLM_IDLE_TIMEOUT_MS: z.coerce.number().int().positive().default(120_000),
  /** How long one call may take, attempts and pauses included. */
  GATEWAY_LLM_TOTAL_TIMEOUT_MS: z.coerce.number().int().positive().default(900_000),
  /** How often one provider is asked again when it is overloaded or away, before its fallbacks are. */
  GATEWAY_LLM_RETRIES: z.coerce.number().int().min(0).max(10).default(2),
});
export type GatewayConfig = z.output<typeof GatewayEnv>;
