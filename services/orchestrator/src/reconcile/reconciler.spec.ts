import { describe, expect, it } from '@jest/globals';
import type { DesiredServer } from '@archestra/contracts';
import fc from 'fast-check';
import { Reconciler } from './reconciler.ts';

const server = (id: string, generation = 1): DesiredServer => ({
  id,
  organizationId: 'acme',
  name: 'files',
  source: { kind: 'remote', url: 'https://example.org/mcp' },
  fields: [],
  configuration: {},
  generation,
});
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

const world = () => {
  let desired: Map<string, DesiredServer> | undefined = new Map();
  const running = new Map<string, number>();
  const faults: string[] = [];
  const reconciler = new Reconciler({
    desired: () => desired,
    start: (wanted) => {
      if (running.has(wanted.id)) faults.push(`${wanted.id} twice`);
      running.set(wanted.id, wanted.generation);
      return {
        desired: wanted,
        stop: async () => {
          await Promise.resolve();
          running.delete(wanted.id);
        },
      };
    },
    report: (error) => faults.push(String(error)),
  });
  const want = (...servers: DesiredServer[]): void => {
    desired = new Map(servers.map((one) => [one.id, one]));
    reconciler.reconcile();
  };
  return { reconciler, running, faults, want, forget: () => (desired = undefined) };
};

describe('Reconciler', () => {
  it('ends where it should, whatever the way there', async () => {
    const wish = fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c'), generation: fc.nat(3) }), {
      selector: ({ id }) => id,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 8 }), async (wishes) => {
        const { want, running, faults } = world();
        for (const [index, servers] of wishes.entries()) {
          want(...servers.map(({ id, generation }) => server(id, generation)));
          if (index % 2 === 0) await Promise.resolve();
        }
        await settle();
        expect(running).toEqual(new Map(wishes.at(-1)?.map(({ id, generation }) => [id, generation])));
        expect(faults).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('changes nothing while the desired state is unknown', async () => {
    const { want, running, forget, reconciler } = world();
    want(server('a'));
    forget();
    reconciler.reconcile();
    await settle();
    expect([...running.keys()]).toEqual(['a']);
  });

  it('restarts a server whose generation grew, and only that one', async () => {
    const { want, running } = world();
    want(server('a'), server('b'));
    want(server('a', 2), server('b'));
    await settle();
    expect(running).toEqual(
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
    );
  });

  it('stops everything at the end and starts nothing after it', async () => {
    const { want, running, reconciler } = world();
    want(server('a'), server('b'));
    await reconciler.close();
    want(server('c'));
    expect([...running]).toEqual([]);
  });
});
