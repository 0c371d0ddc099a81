import { Password } from '@archestra/contracts';
import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** Identity's environment. Times carry their unit. */
export const IdentityEnv = z.object({
  ...serviceEnv.shape,
  DATABASE_URL: z.url(),
  SECRET_KEY: z.base64().refine((text) => Buffer.from(text, 'base64').length >= 32, 'at least 32 bytes in base64'),
  ORGANIZATION_NAME: z.string().min(1).max(80).default('Archestra'),
  /** The first administrator; read only while there is no organization. */
  ADMIN_EMAIL: z.email().default('admin@archestra.local'),
  ADMIN_PASSWORD: Password.optional(),
  SESSION_DAYS: z.coerce.number().int().min(1).max(90).default(7),
  /** How long an invitation can be accepted. */
  INVITATION_DAYS: z.coerce.number().int().min(1).max(90).default(7),
  /** How often everybody's rights are compared with the `principals` snapshot. */
  PRINCIPAL_SWEEP_MS: z.coerce.number().int().min(50).default(30_000),
  /** How often revoked tokens are compared with the `revocations` snapshot. */
  REVOCATION_SWEEP_MS: z.coerce.number().int().min(50).default(10_000),
  /** How often the times of last use are written. */
  TOKEN_USE_MS: z.coerce.number().int().min(50).default(60_000),
});
export type IdentityConfig = z.output<typeof IdentityEnv>;
