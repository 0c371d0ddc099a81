import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { asService, inDatabase } from '../database/prepare.ts';
import type { Home } from '../home/home.ts';
import { keyFor, passwordFor, portFor, type State } from '../home/state.ts';
import { NATS_ADMIN, natsUsers } from '../server/nats-config.ts';
import { ADMIN_EMAIL, type Addresses } from './addresses.ts';
import { forOrchestrator, inherited } from './environment.ts';
import { natsLoginOf, type ExternalServers } from './external.ts';
import type { Plan, ProcessPlan } from './plan.ts';
import { migrationNames, migrationsOf, schemaOwners, services, type Service } from './service.ts';

export interface PlanInput {
  home: Home;
  state: State;
  external: ExternalServers;
  environment: NodeJS.ProcessEnv;
  /** Fingerprint of the built code. */
  build: string;
  /** The installation runs now, on the remembered ports. */
  isRunning: boolean;
}

const DATABASE = 'archestra';
// Pods keep these addresses for as long as they run, so they are remembered like those of the services.
const POD_DOOR = 'pod-door';
const EGRESS = 'egress';

const natsPart = async ({
  state,
  external,
  isRunning,
}: PlanInput): Promise<Pick<Plan, 'nats' | 'provision'> & { url: string }> => {
  if (external.natsUrl !== undefined) {
    const login = natsLoginOf(external.natsUrl);
    return { provision: login, url: login.url };
  }
  const port = await portFor(state, 'nats', { isOurs: isRunning });
  const url = `nats://127.0.0.1:${port}`;
  const password = (login: string): string => passwordFor(state, `nats:${login}`);
  return {
    nats: { folder: join(state.serverRoot, 'nats'), port, users: natsUsers(password) },
    provision: { url, user: NATS_ADMIN, password: password(NATS_ADMIN) },
    url,
  };
};

const databasePart = async ({
  home,
  state,
  external,
  isRunning,
}: PlanInput): Promise<Pick<Plan, 'postgres' | 'database'>> => {
  const owners = schemaOwners(home.repository).map((service) => ({
    service: service.name,
    password: passwordFor(state, `role:${service.name}`),
    migrations: migrationsOf(home.repository, service),
  }));
  if (external.databaseUrl !== undefined) {
    const name = new URL(external.databaseUrl).pathname.slice(1) || DATABASE;
    return { database: { adminUrl: external.databaseUrl, name, isShared: true, owners } };
  }
  const port = await portFor(state, 'postgres', { isOurs: isRunning });
  const password = passwordFor(state, 'postgres');
  return {
    postgres: { folder: join(state.serverRoot, 'postgres'), port, password },
    database: {
      adminUrl: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      name: DATABASE,
      isShared: false,
      owners,
    },
  };
};

const redisPart = async ({ state, external, isRunning }: PlanInput): Promise<Pick<Plan, 'redis'> & { url: string }> => {
  if (external.redisUrl !== undefined) return { url: external.redisUrl };
  const port = await portFor(state, 'redis', { isOurs: isRunning });
  const password = passwordFor(state, 'redis');
  return {
    redis: { folder: join(state.serverRoot, 'redis'), port, password },
    url: `redis://:${password}@127.0.0.1:${port}/0`,
  };
};

/** To rotate the key of credentials, rename `orchestrator` so among the remembered keys: a new one is made, and this one still opens what it closed. */
const PREVIOUS_KEY = 'orchestrator:previous';

const previousKey = ({ keys }: State): Record<string, string> =>
  keys[PREVIOUS_KEY] === undefined ? {} : { SECRET_KEY_PREVIOUS: keys[PREVIOUS_KEY] };

const OLLAMA = '127.0.0.1:11434';

/** Models on this machine are at private addresses: the demo model and an Ollama. Any other is named by whoever runs the platform. */
const localHosts = ({ state, environment }: PlanInput): string => {
  const ollama = (environment['OLLAMA_HOST'] ?? OLLAMA).replace(/^https?:\/\/|\/.*$/g, '');
  return [`127.0.0.1:${state.ports['demo-provider'] ?? 0}`, OLLAMA, 'localhost:11434', ollama].join(',');
};

/** What those who reach providers of models have in common: the key of their keys, and where a provider may be. */
const providerAccess = (input: PlanInput): Record<string, string> => ({
  PROVIDER_KEY: keyFor(input.state, 'provider'),
  ...(input.state.keys['provider:previous'] === undefined
    ? {}
    : { PROVIDER_KEY_PREVIOUS: input.state.keys['provider:previous'] }),
  PROVIDER_PRIVATE_HOSTS: input.environment['PROVIDER_PRIVATE_HOSTS'] ?? localHosts(input),
});

const extras = (input: PlanInput, addresses: Addresses): Record<string, Record<string, string>> => ({
  identity: { ADMIN_EMAIL, ADMIN_PASSWORD: passwordFor(input.state, 'admin') },
  orchestrator: {
    POD_DOOR_PORT: String(input.state.ports[POD_DOOR] ?? 0),
    EGRESS_PORT: String(input.state.ports[EGRESS] ?? 0),
    ...forOrchestrator(input.environment),
    CONSOLE_URL: addresses.consoleUrl,
    ...previousKey(input.state),
  },
  registry: providerAccess(input),
  gateway: { PUBLIC_URL: addresses.gatewayUrl, ...providerAccess(input) },
  bff: {
    PUBLIC_URL: addresses.consoleUrl,
    GATEWAY_PUBLIC_URL: addresses.gatewayUrl,
    WEB_DIR: join(input.home.repository, 'apps/web/dist'),
  },
});

interface Surroundings {
  natsUrl: string;
  redisUrl: string;
  database: Plan['database'];
  addresses: Addresses;
}

const natsLogin = ({ external, state }: PlanInput, service: string): Record<string, string> => {
  const login =
    external.natsUrl === undefined
      ? { user: service, password: passwordFor(state, `nats:${service}`) }
      : natsLoginOf(external.natsUrl);
  return { NATS_USER: login.user ?? service, NATS_PASSWORD: login.password ?? '' };
};

const databaseUrl = (database: Plan['database'], service: string): Record<string, string> => {
  const owner = database?.owners.find((candidate) => candidate.service === service);
  return database && owner ? { DATABASE_URL: asService(inDatabase(database.adminUrl, database.name), owner) } : {};
};

const listening = (port: number): Record<string, string> => ({
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: String(port),
});

const apart = ({ home, state, environment }: PlanInput, { name, isDoor }: Service, main: string): ProcessPlan => {
  const port = state.ports[name] ?? 0;
  return {
    name,
    command: [process.execPath, '--enable-source-maps', main],
    cwd: home.repository,
    port,
    isDoor,
    env: { ...inherited(environment), ...listening(port) },
  };
};

const processPlan = (
  input: PlanInput,
  service: Service,
  { natsUrl, redisUrl, database, addresses }: Surroundings,
): ProcessPlan => {
  const { home, state, environment } = input;
  const port = state.ports[service.name] ?? 0;
  const main = join(home.repository, service.folder, 'dist', 'main.js');
  if (service.isApart) return apart(input, service, main);
  const telemetry = join(home.repository, 'libs/service/dist/telemetry.js');
  return {
    name: service.name,
    command: [process.execPath, '--enable-source-maps', '--import', telemetry, main],
    cwd: home.repository,
    port,
    isDoor: service.isDoor,
    isBackground: service.isBackground ?? false,
    env: {
      ...inherited(environment),
      ...listening(port),
      NATS_URL: natsUrl,
      ...natsLogin(input, service.name),
      ...databaseUrl(database, service.name),
      ...(service.usesRedis ? { REDIS_URL: redisUrl } : {}),
      DATA_DIR: join(home.data, service.name),
      SECRET_KEY: keyFor(state, service.name),
      ...extras(input, addresses)[service.name],
    },
  };
};

/** Public addresses of an installation with these ports. */
export const addressesOf = (state: State): Addresses => ({
  gatewayUrl: `http://localhost:${state.ports['gateway'] ?? 0}`,
  consoleUrl: `http://localhost:${state.ports['bff'] ?? 0}`,
  demoProviderUrl: `http://127.0.0.1:${state.ports['demo-provider'] ?? 0}`,
});

// The ports of a running installation are not free, and must not be chosen anew: they are left out of the comparison.
// What is merely inherited from the shell differs from terminal to terminal and is no reason for a restart.
const ownEnv = (process: ProcessPlan, fromShell: Record<string, string>): [string, string][] =>
  Object.entries(process.env).filter(([name, value]) => fromShell[name] !== value);

const fingerprintOf = (input: PlanInput, plan: Omit<Plan, 'fingerprint'>): string => {
  const fromShell = inherited(input.environment);
  const processes = plan.processes.map((process) => ({ ...process, env: ownEnv(process, fromShell) }));
  const migrations = services.map((service) => migrationNames(input.home.repository, service));
  return createHash('sha256')
    .update(JSON.stringify([input.build, migrations, { ...plan, processes }]))
    .digest('hex');
};

/**
 * Everything the supervisor is to run, from what is remembered and what is given. Chooses and remembers missing ports
 * and secrets in `state`; the caller saves it.
 */
export const makePlan = async (input: PlanInput): Promise<Plan> => {
  const { home, state } = input;
  const [nats, database, redis] = [await natsPart(input), await databasePart(input), await redisPart(input)];
  for (const service of services)
    await portFor(state, service.name, { preferred: service.preferredPort, isOurs: input.isRunning });
  for (const door of [POD_DOOR, EGRESS]) await portFor(state, door, { isOurs: input.isRunning });
  const surroundings = {
    natsUrl: nats.url,
    redisUrl: redis.url,
    database: database.database,
    addresses: addressesOf(state),
  };
  const plan = {
    ...database,
    ...(redis.redis ? { redis: redis.redis } : {}),
    ...(nats.nats ? { nats: nats.nats } : {}),
    ...(nats.provision ? { provision: nats.provision } : {}),
    processes: services.map((service) => processPlan(input, service, surroundings)),
    logs: home.logs,
    statusFile: home.statusFile,
  };
  return { fingerprint: fingerprintOf(input, plan), ...plan };
};
