import { serviceEnv } from '@archestra/service';
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
  GATEWAY_RECORD_BYTES: z.coerce.number().int().nonnegative().default(16_384),
});
export type GatewayConfig = z.output<typeof GatewayEnv>;
