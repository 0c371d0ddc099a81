import { hostList, PreviousKeys, SecretKey, serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** The registry's environment. Intervals and timeouts are milliseconds. */
export const RegistryEnv = serviceEnv.extend({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  /** How often the snapshots are compared with the database. */
  RECONCILE_MS: z.coerce.number().int().min(50).default(10_000),
  /** How often servers whose tools are unknown are looked for. */
  SWEEP_MS: z.coerce.number().int().min(50).default(10_000),
  /** How long one server may take to tell all its tools. */
  DISCOVERY_MS: z.coerce.number().int().min(100).default(30_000),
  /** How often it is asked whether the first run of a request is done. */
  TRIAL_POLL_MS: z.coerce.number().int().min(20).default(1_000),
  /** After how long reviewers get a request whose first run is still not done. */
  TRIAL_MS: z.coerce.number().int().min(100).default(900_000),
  /** Seals the keys of providers; the gateway has the same. To rotate it, give a new one and name the old one in `PROVIDER_KEY_PREVIOUS`. */
  PROVIDER_KEY: SecretKey,
  /** Earlier keys, separated by commas, newest first; keys under them are sealed anew at the next start. */
  PROVIDER_KEY_PREVIOUS: PreviousKeys,
  /** Hosts of providers that may be at private addresses or without TLS, as `host` or `host:port`, separated by commas. */
  PROVIDER_PRIVATE_HOSTS: hostList,
});
export type RegistryConfig = z.output<typeof RegistryEnv>;
