import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** Cost's environment. Times carry their unit. */
export const CostEnv = z.object({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  /** Counters of budgets. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** How long an event is remembered as metered; longer than the event stream keeps it. */
  METERED_DAYS: z.coerce.number().int().min(7).default(8),
  /** How often older ones are forgotten. */
  PRUNE_MS: z.coerce.number().int().min(50).default(3_600_000),
  /** How often a replica looks whether prices, budgets or rules changed elsewhere. */
  TERMS_POLL_MS: z.coerce.number().int().min(20).default(500),
  /** After how long a reservation without a record is given back; longer than the longest call of the gateway. */
  RESERVATION_MS: z.coerce.number().int().min(1_000).default(1_200_000),
  /** How often such reservations are looked for. */
  SWEEP_MS: z.coerce.number().int().min(50).default(5_000),
});
export type CostConfig = z.output<typeof CostEnv>;
