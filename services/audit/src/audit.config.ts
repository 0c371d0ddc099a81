import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** Audit's environment. */
export const AuditEnv = z.object({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  /** Whether an organization also sees what belongs to none: requests with an unknown token, sign-ins with an unknown address. */
  AUDIT_SHOW_SYSTEM: z.stringbool().default(true),
});
export type AuditConfig = z.output<typeof AuditEnv>;
