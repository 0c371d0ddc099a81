import { sanitizer, type Decision } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import {
  connectAs,
  eventually,
  provisionNats,
  startService,
  useDatabase,
  useNats,
  type ServiceUnderTest,
} from '@archestra/testing';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { SanitizerEnv } from '../src/sanitizer.config.ts';
import { SanitizerModule } from '../src/sanitizer.module.ts';
import { KEY, publish, world, type DecideInput } from './world.ts';

let running: ServiceUnderTest['running'] | undefined;
const connections: Awaited<ReturnType<typeof connectAs>>[] = [];
// Before the servers are asked for: hooks run in the order they were written, and the service stops before what it talks to.
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await running?.stop();
}, 30_000);

/** One sanitizer on a real NATS and PostgreSQL, with two organizations that hold same-named things. */
export const nats = useNats();
export const database = useDatabase('sanitizer');
const definition = { name: 'sanitizer', env: SanitizerEnv, module: SanitizerModule } as const;
const start = (change: Record<string, string> = {}) =>
  startService(definition, nats(), {
    DATABASE_URL: database().urlOf(),
    SECRET_KEY: KEY,
    POLICY_POLL_MS: '100',
    DUAL_LLM_TIMEOUT_MS: '2000',
    ...change,
  });

/** Ends the service in order and starts it anew; what it knew is what it finds. */
export const restart = async (change: Record<string, string> = {}): Promise<void> => {
  await running?.stop();
  running = await start(change);
  await warm();
};

/** Clients under the logins of the gateway and the console; there from the first test on. */
export let gateway: NatsClient;
export let bff: NatsClient;

export const here = world();
export const there = world();
export type Subject = Omit<DecideInput, 'arguments'>;
export const decide = (subject: Subject, organizationId = here.organizationId) =>
  gateway.call(sanitizer.decideCall, { ...subject, arguments: { any: 'thing' } }, { organizationId });
export const inspect = (subject: Subject, organizationId = here.organizationId) =>
  gateway.call(sanitizer.inspectOutput, { ...subject, result: { content: [] }, isError: false }, { organizationId });
/** Decides and, when allowed, inspects. */
export const run = async (subject: Subject, organizationId = here.organizationId): Promise<Decision> => {
  const decision = await decide(subject, organizationId);
  if (decision.outcome === 'allow')
    await expect(inspect(subject, organizationId)).resolves.toMatchObject({ verdict: 'pass' });
  return decision;
};
export const admin = () => ({ organizationId: here.organizationId, principal: 'user:ann' });

const warm = async (): Promise<void> => {
  for (const world of [here, there])
    await eventually(async () =>
      expect(await decide(world.subject('everything', 'echo', 'warm-up'), world.organizationId)).toEqual({
        outcome: 'allow',
      }),
    );
};

const as = async (login: 'gateway' | 'bff'): Promise<NatsClient> => {
  const connection = await connectAs(nats(), login);
  connections.push(connection);
  return new NatsClient(connection);
};

beforeAll(async () => {
  await provisionNats(nats());
  running = await start();
  await publish(nats(), here.profile, there.profile);
  gateway = await as('gateway');
  bff = await as('bff');
  await warm();
}, 30_000);
