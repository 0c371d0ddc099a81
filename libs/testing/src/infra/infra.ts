import type { NatsLogin } from '@archestra/local';
import { INFRA_VARIABLE, type InfraAddress } from './address.ts';

/** The servers of this test run as a spec file sees them. */
export interface Infra {
  /** URL of the PostgreSQL superuser; prefer `useDatabase`. */
  readonly postgresUrl: string;
  /** Redis URL of a database that only this Jest worker uses. */
  readonly redisUrl: string;
  readonly rolePassword: string;
  /** Address and credentials of a NATS login: a service name, `tap` or `admin`. */
  nats(login: string): NatsLogin;
}

const REDIS_DATABASES = 64;

/** The servers that the global set-up started. Throws when the Jest configuration does not name it. */
export const useInfra = (): Infra => {
  const text = process.env[INFRA_VARIABLE];
  if (text === undefined)
    throw new Error(
      'No test servers: the Jest project must set globalSetup to libs/testing/src/infra/global-setup.ts.',
    );
  const address = JSON.parse(text) as InfraAddress;
  const worker = Number(process.env['JEST_WORKER_ID'] ?? '1');
  return {
    postgresUrl: address.postgresUrl,
    redisUrl: `${address.redisUrl}/${worker % REDIS_DATABASES}`,
    rolePassword: address.rolePassword,
    nats: (login) => {
      const found = address.natsUsers.find(({ user }) => user === login);
      if (!found) throw new Error(`NATS has no login ${login}.`);
      return { url: address.natsUrl, user: login, password: found.password };
    },
  };
};
