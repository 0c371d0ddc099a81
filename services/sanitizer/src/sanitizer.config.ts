import { PreviousKeys, SecretKey, serviceEnv } from '@archestra/service';
import { z } from 'zod';

const days = z.coerce.number().int().positive();

const milliseconds = z.coerce.number().int().positive();

/** The sanitizer's environment. Times are milliseconds. */
export const SanitizerEnv = serviceEnv.extend({
  DATABASE_URL: z.url(),
  /** How often a replica asks whether contracts or block rules changed. */
  POLICY_POLL_MS: milliseconds.default(200),
  /** How long one statement may take before the database counts as away. */
  DATABASE_TIMEOUT_MS: milliseconds.default(800),
  /** How long a result may wait until the state it leaves behind is committed; below the deadline of the contract. */
  COMMIT_TIMEOUT_MS: milliseconds.default(1_000),
  /** How long the holder of the lease may be silent before another process may take over. */
  LEASE_MS: milliseconds.min(1_000).default(30_000),
  /** How often the lease is renewed, and how often a process without it tries to get it. */
  LEASE_BEAT_MS: milliseconds.default(1_000),
  /** After how long without a call a session leaves memory. */
  SESSION_IDLE_MS: milliseconds.default(30 * 60_000),
  /** How long a person may take to answer a question, and how long a yes may be used. */
  APPROVAL_LIFETIME_MS: milliseconds.default(15 * 60_000),
  /** How many days questions that are no longer open are kept. */
  APPROVAL_RETENTION_DAYS: days.default(90),
  /** Seals what is kept from models. To rotate it, give a new one and name the old one in `SECRET_KEY_PREVIOUS`. */
  SECRET_KEY: SecretKey,
  /** Earlier keys, separated by commas; needed as long as something is sealed under them. */
  SECRET_KEY_PREVIOUS: PreviousKeys,
  /** How many days results that were kept from a model are kept at all. */
  QUARANTINE_RETENTION_DAYS: days.default(30),
  /** How long the quarantined model may take for one result; below the deadline of the contract. */
  DUAL_LLM_TIMEOUT_MS: milliseconds.max(18_000).default(16_000),
  /** How often what is over is looked for. */
  SWEEP_MS: milliseconds.default(60_000),
});
export type SanitizerConfig = z.output<typeof SanitizerEnv>;
