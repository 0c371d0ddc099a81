import { SecretKey, serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** Audit's environment. */
export const AuditEnv = z.object({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  /** At least 32 bytes: what signs checkpoints of the record is made of it. */
  SECRET_KEY: SecretKey,
  /** How often chains that grew are signed, in milliseconds. */
  AUDIT_CHECKPOINT_MS: z.coerce.number().int().min(100).default(60_000),
  /** Whether an organization also sees what belongs to none: requests with an unknown token, sign-ins with an unknown address. */
  AUDIT_SHOW_SYSTEM: z.stringbool().default(true),
});
export type AuditConfig = z.output<typeof AuditEnv>;
