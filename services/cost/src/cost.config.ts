import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** Cost's environment. Times carry their unit. */
export const CostEnv = z.object({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  /** How long an event is remembered as metered; longer than the event stream keeps it. */
  METERED_DAYS: z.coerce.number().int().min(7).default(8),
  /** How often older ones are forgotten. */
  PRUNE_MS: z.coerce.number().int().min(50).default(3_600_000),
});
export type CostConfig = z.output<typeof CostEnv>;
