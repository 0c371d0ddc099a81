import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { ModelCluster } from '../../test/model-cluster.ts';
import { calm, type Chaos } from '../../test/model-watch.ts';
import type { Kind } from '../cluster/cluster.ts';
import type { McpServerInstance, ServerProposal } from '../cluster/mcp-server.ts';
import { defaultManifestOptions } from '../manifest/manifest-options.ts';
import { Operator } from './operator.ts';

jest.setTimeout(120_000);

const names = ['a', 'b', 'c'] as const;
const children = ['Deployment', 'Service', 'NetworkPolicy', 'Secret', 'ServiceAccount'] as const;

const instance = (name: string, change: Partial<McpServerInstance['spec']> = {}, secret = {}): McpServerInstance => ({
  name,
  title: name,
  spec: {
    organizationId: 'o',
    installationId: `i-${name}`,
    instance: 'shared',
    transport: 'http',
    image: 'x:1',
    port: 80,
    ...change,
  },
  secret,
});

const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const eventually = async (look: () => void, timeoutMs = 8_000): Promise<void> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await setTimeout(5);
    }
  }
};

class World {
  readonly proposed: ServerProposal[] = [];
  readonly withdrawn: string[] = [];
  readonly wanted = new Map<string, McpServerInstance>();
  operator: Operator;

  constructor(readonly model: ModelCluster) {
    this.operator = this.start();
  }

  want(one: McpServerInstance): void {
    this.wanted.set(one.name, one);
    // What a caller is told in the middle of chaos is not the point here.
    this.operator.servers.apply(one).catch(() => undefined);
  }

  unwant(name: string): void {
    this.wanted.delete(name);
    this.operator.servers.remove(name).catch(() => undefined);
  }

  /** The process ends in good order and another one starts, which knows nothing but what is wanted. */
  async restart(): Promise<void> {
    await this.operator.close();
    this.operator = this.start();
    for (const one of this.wanted.values()) this.operator.servers.apply(one).catch(() => undefined);
    await this.operator.servers.retain(this.wanted.keys());
  }

  private start(): Operator {
    const operator = new Operator(this.model, {
      manifest: defaultManifestOptions,
      revisionKey: Buffer.alloc(32),
      proposals: {
        onProposed: (proposal) => void this.proposed.push(proposal),
        onProposalWithdrawn: ({ name }) => void this.withdrawn.push(name),
      },
      relistMs: 40,
      resyncMs: 20,
      firstDelayMs: 2,
      callTimeoutMs: 50,
      queue: { firstDelayMs: 2, longestDelayMs: 20, perSecond: 100_000, burst: 100_000 },
      leader: { retryMs: 5, leaseMs: 1_000, renewDeadlineMs: 700 },
      report: () => undefined,
    });
    operator.start();
    return operator;
  }
}

/** What a cluster looks like when nothing ever went wrong. */
const ideal = async (wanted: Iterable<McpServerInstance>): Promise<Record<string, string>> => {
  const world = new World(new ModelCluster(() => 0.5));
  const all = [...wanted];
  for (const one of all) world.want(one);
  await world.operator.servers.retain(all.map(({ name }) => name));
  await eventually(() => {
    const ready = world.operator.servers.list().filter(({ status }) => status.conditions[0]?.status !== undefined);
    expect(ready.length).toBe(all.length);
    expect(world.operator.idle).toBe(true);
  });
  await world.operator.close();
  return world.model.dump();
};

type Step = (world: World) => Promise<void> | void;
const name = fc.constantFrom(...names);
const change = fc.record({
  image: fc.constantFrom('x:1', 'x:2'),
  transport: fc.constantFrom('http' as const, 'attach' as const),
  replicas: fc.constantFrom(0 as const, 1 as const),
});
const step: fc.Arbitrary<{ say: string; run: Step }> = fc.oneof(
  fc.tuple(name, change, fc.boolean()).map(([one, { transport, ...rest }, secret]) => ({
    say: `want ${one} ${JSON.stringify({ transport, ...rest, secret })}`,
    run: (world: World) => {
      const { port: _port, ...spec } = instance(one).spec;
      const kind = transport === 'http' ? ({ transport, port: 80 } as const) : ({ transport } as const);
      world.want({ ...instance(one), spec: { ...spec, ...rest, ...kind }, secret: secret ? { TOKEN: 's' } : {} });
    },
  })),
  name.map((one) => ({ say: `unwant ${one}`, run: (world: World) => world.unwant(one) })),
  fc.tuple(name, fc.constantFrom<Kind>('McpServer', ...children)).map(([one, kind]) => ({
    say: `delete ${kind} ${one}`,
    run: (world: World) => world.model.remove(kind, one),
  })),
  fc.tuple(name, fc.constantFrom<Kind>('McpServer', 'Deployment')).map(([one, kind]) => ({
    say: `orphan ${kind} ${one}`,
    run: (world: World) => world.model.remove(kind, one, 'orphan'),
  })),
  fc
    .tuple(
      name,
      fc.constantFrom<Kind>('Deployment', 'Service', 'NetworkPolicy'),
      fc.constantFrom('replicas', 'selector', 'hostNetwork'),
    )
    .map(([one, kind, field]) => ({
      say: `edit ${kind} ${one} ${field}`,
      run: (world: World) =>
        world.model.edit(kind, one, { spec: { [field]: field === 'replicas' ? 3 : { by: 'hand' } } }),
    })),
  name.map((one) => ({
    say: `edit spec of ${one}`,
    run: (world: World) => world.model.edit('McpServer', one, { spec: { image: 'evil:1' } }),
  })),
  name.map((one) => ({
    say: `unlabel ${one}`,
    run: (world: World) =>
      world.model.edit('Deployment', one, { metadata: { labels: { 'archestra.dev/server': null } } }),
  })),
  fc.constant({ say: 'restart', run: (world: World) => world.restart() }),
  fc.nat(20).map((ms) => ({ say: `wait ${String(ms)}`, run: async () => void (await setTimeout(ms)) })),
);

const rough: Chaos = { drop: 0.2, double: 0.2, delay: 0.3, disconnect: 0.03, fail: 0.1 };

const storm = async (world: World, steps: readonly { run: Step }[]): Promise<void> => {
  world.model.chaos = rough;
  for (const { run } of steps) {
    await run(world);
    await setTimeout(3);
  }
  world.model.chaos = calm;
  await world.operator.servers.retain(world.wanted.keys());
};

/** The cluster is what it would be without the storm, says so, and nobody writes to it any more. */
const convergence = async ({ model, operator, wanted }: World): Promise<void> => {
  const expected = await ideal(wanted.values());
  await eventually(() => expect(model.dump()).toEqual(expected));
  await eventually(() => {
    for (const { status, isCurrent } of operator.servers.list()) {
      expect([isCurrent, status.conditions[0]?.reason]).toEqual([
        true,
        expect.stringMatching(/^(Running|ScaledToZero)$/),
      ]);
    }
    expect(operator.idle).toBe(true);
  });
  await quiet(model);
  expect(model.dump()).toEqual(expected);
};

/**
 * Longer than it takes to list everything and look at every server once: whoever still quarrels with the operator shows. A view that
 * missed an event may cost one more write when the next list comes, so the quiet may begin later than the agreement.
 */
const quiet = async (model: ModelCluster, timeoutMs = 8_000): Promise<void> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const { writes } = model;
    await setTimeout(100);
    if (model.writes === writes) return;
    if (performance.now() > end) throw new Error(`The operator goes on writing: ${String(model.writes)} writes.`);
  }
};

describe('Operator', () => {
  it('ends where it should, whatever happens to events, requests and objects on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(step, { minLength: 1, maxLength: 12 }), async (seed, steps) => {
        const world = new World(new ModelCluster(seeded(seed)));
        try {
          await storm(world, steps);
          await convergence(world);
        } finally {
          await world.operator.close();
        }
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it('deletes what lost both its label and its owner', async () => {
    const world = new World(new ModelCluster(seeded(1)));
    try {
      world.want(instance('a'));
      await eventually(() => expect(world.model.all('Deployment').length).toBe(1));
      world.model.edit('Deployment', 'a', { metadata: { labels: { 'archestra.dev/server': null } } });
      world.model.remove('McpServer', 'a', 'orphan');
      await convergence(world);
    } finally {
      await world.operator.close();
    }
  });

  it('is not disturbed by what somebody applied and nobody can read', async () => {
    const world = new World(new ModelCluster(seeded(1)));
    try {
      const odd = {
        apiVersion: 'archestra.dev/v1alpha1',
        kind: 'McpServer',
        metadata: { name: 'odd' },
        spec: { image: 5 },
      };
      world.model.propose(odd);
      world.want(instance('a'));
      await eventually(() => {
        const [found] = world.model.all('McpServer').filter(({ metadata }) => metadata.name === 'odd');
        expect(found?.status?.conditions?.map(({ message }) => message)).toContainEqual(
          expect.stringMatching(/cannot read this specification at spec\./),
        );
        expect(world.operator.servers.list().map(({ name: one }) => one)).toEqual(['a']);
        expect(world.operator.servers.get('odd')).toBeUndefined();
        expect(world.operator.idle).toBe(true);
      });
      expect([world.proposed, world.model.all('Deployment').length]).toEqual([[], 1]);
    } finally {
      await world.operator.close();
    }
  });

  it('refuses a wish that could never be written', async () => {
    const world = new World(new ModelCluster(seeded(1)));
    try {
      const wrong = instance('a', { replicas: 7 as 1 });
      await expect(world.operator.servers.apply(wrong)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/wrong at replicas/),
      });
      expect(world.model.all('McpServer')).toEqual([]);
    } finally {
      await world.operator.close();
    }
  });
});
