import type { NatsUser } from '@archestra/local';

/** Where the servers of this test run are; travels from the global set-up to the test workers in one environment variable. */
export interface InfraAddress {
  /** URL of the PostgreSQL superuser. */
  postgresUrl: string;
  natsUrl: string;
  /** Every NATS login: one per service, `tap`, `admin`. */
  natsUsers: NatsUser[];
  /** Redis URL without a database number. */
  redisUrl: string;
  /** Password of every service's database role in this run. */
  rolePassword: string;
}

/** Name of the variable. */
export const INFRA_VARIABLE = 'ARCHESTRA_TEST_INFRA';
