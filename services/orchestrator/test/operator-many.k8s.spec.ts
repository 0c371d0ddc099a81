import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { applyDefinition, eventually, instanceOf, TestNamespace, timed, waiting } from './operator.fixture.ts';

jest.setTimeout(300_000);

const COUNT = 30;

describe('many servers', () => {
  const space = new TestNamespace();
  beforeAll(async () => {
    await applyDefinition();
    await space.create();
  });
  afterAll(() => space.destroy());

  it(`${String(COUNT)} at once, each told twice, by two operators: all run, none twice`, async () => {
    const operator = await space.started();
    const follower = space.operator();
    follower.start();
    await follower.synced();
    const names = Array.from({ length: COUNT }, (_, index) => `many-${String(index).padStart(2, '0')}`);
    const all = names.map((name) => instanceOf(name, waiting, { TOKEN: `secret-of-${name}` }));
    await timed(`${String(COUNT)} servers written`, () =>
      Promise.all(
        all.flatMap((one) => [operator.servers.apply(one), operator.servers.apply(one), follower.servers.apply(one)]),
      ),
    );
    await timed(`${String(COUNT)} servers ready`, () =>
      Promise.all(names.map((name) => operator.servers.ready(name, { timeoutMs: 200_000 }))),
    );
    expect(await space.made('Deployment')).toEqual(names);
    expect(await space.made('Secret')).toEqual(names);
    const { items: pods } = await space.client.list('Pod');
    expect(pods.map(({ metadata }) => metadata.labels?.['archestra.dev/server']).sort()).toEqual(names);
    const { items: deployments } = await space.client.list('Deployment');
    // Nothing was written twice.
    expect(deployments.map(({ metadata }) => metadata.generation)).toEqual(names.map(() => 1));

    await eventually(() => operator.idle, 60_000);
    const client = space.client instanceof KubernetesClient ? space.client : undefined;
    const before = client?.requests ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const perMinute = ((client?.requests ?? 0) - before) * 3;
    process.stderr.write(`  requests per minute of two operators at rest: ${String(perMinute)}\n`);
    expect(perMinute).toBeLessThan(150);

    await operator.servers.retain([]);
    await follower.servers.retain([]);
    await timed(`${String(COUNT)} servers gone`, () =>
      Promise.all(names.map((name) => operator.servers.gone(name, { timeoutMs: 200_000 }))),
    );
    for (const kind of ['Deployment', 'Service', 'NetworkPolicy', 'Secret', 'ServiceAccount', 'Pod'] as const) {
      expect([kind, await space.made(kind)]).toEqual([kind, []]);
    }
  });
});
