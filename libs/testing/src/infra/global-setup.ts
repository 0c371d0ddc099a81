import { INFRA_VARIABLE } from './address.ts';
import { startHost } from './host.ts';

/** Jest `globalSetup`: one PostgreSQL, NATS and Redis for the whole run, on free ports, away from any running installation. */
const setUp = async (): Promise<void> => {
  process.env[INFRA_VARIABLE] = await startHost();
};

export default setUp;
