import { sanitizer, type Decision } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually, useDatabase, useNats, useService } from '@archestra/testing';
import { beforeAll, expect } from '@jest/globals';
import { SanitizerEnv } from '../src/sanitizer.config.ts';
import { SanitizerModule } from '../src/sanitizer.module.ts';
import { publish, world, type DecideInput } from './world.ts';

/** One sanitizer on a real NATS and PostgreSQL, with two organizations that hold same-named things. */
export const nats = useNats();
export const database = useDatabase('sanitizer');
const service = useService({ name: 'sanitizer', env: SanitizerEnv, module: SanitizerModule }, nats, () => ({
  DATABASE_URL: database().urlOf(),
}));
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

beforeAll(async () => {
  await publish(nats(), here.profile, there.profile);
  gateway = await service().as('gateway');
  bff = await service().as('bff');
  await eventually(async () =>
    expect(await decide(here.subject('everything', 'echo', 'warm-up'))).toEqual({ outcome: 'allow' }),
  );
  await eventually(async () =>
    expect(await decide(there.subject('everything', 'echo', 'warm-up'), there.organizationId)).toEqual({
      outcome: 'allow',
    }),
  );
});
