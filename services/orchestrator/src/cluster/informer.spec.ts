import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cluster, Pod, WatchEvent, WatchOptions } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { Informer } from './informer.ts';

const pod = (name: string, version: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, resourceVersion: String(version) },
  spec: { containers: [] },
});

/** A cluster with a list and a watch that a test drives. */
const stage = () => {
  const state = { items: [] as Pod[], version: 0, lists: 0, failures: [] as Error[] };
  let watching: WatchOptions<'Pod'> | undefined;
  let end: (error?: Error) => void = () => undefined;
  const cluster: Partial<Cluster> = {
    list: (async () => {
      state.lists += 1;
      const failure = state.failures.shift();
      if (failure) throw failure;
      return { items: [...state.items], resourceVersion: String(state.version) };
    }) as unknown as Cluster['list'],
    watch: ((_kind: string, options: WatchOptions<'Pod'>) =>
      new Promise<void>((resolve, reject) => {
        watching = options;
        end = (error) => (error ? reject(error) : resolve());
        options.signal.addEventListener('abort', () => resolve(), { once: true });
      })) as unknown as Cluster['watch'],
  };
  const informer = new Informer(cluster as Cluster, 'Pod', { firstDelayMs: 1 });
  const send = (event: WatchEvent<'Pod'>): void => watching?.onEvent(event);
  const open = async (): Promise<void> => {
    informer.start();
    while (!watching) await setTimeout(1);
  };
  return { state, informer, open, send, end: (error?: Error) => end(error), from: () => watching?.resourceVersion };
};

describe('Informer', () => {
  it('ends with what is true, whatever the order and number of events, as long as each comes once', async () => {
    const change = fc.record({ name: fc.constantFrom('a', 'b', 'c'), gone: fc.boolean() });
    const scenario = fc.array(change, { minLength: 1, maxLength: 15 }).chain((changes) =>
      fc.tuple(
        fc.constant(changes),
        fc.shuffledSubarray(
          [...changes.keys(), ...changes.keys()].map((_, index) => index % changes.length),
          {
            minLength: changes.length * 2,
          },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(scenario, async ([changes, order]) => {
        const { informer, open, send } = stage();
        await open();
        const truth = new Map<string, string>();
        const events = changes.map(({ name, gone }, index): WatchEvent<'Pod'> => {
          const isGone = gone && truth.has(name);
          if (isGone) truth.delete(name);
          else truth.set(name, String(index + 1));
          return { type: isGone ? 'DELETED' : 'MODIFIED', object: pod(name, index + 1) };
        });
        for (const index of order) {
          const event = events[index];
          if (event) send(event);
        }
        expect(new Map(informer.list().map(({ metadata }) => [metadata.name, metadata.resourceVersion]))).toEqual(
          truth,
        );
        await informer.stop();
      }),
      { numRuns: 300 },
    );
  });

  it('goes on where it was when a watch ends, and reads anew when that is too old', async () => {
    const { state, informer, open, send, end, from } = stage();
    state.version = 5;
    await open();
    send({ type: 'BOOKMARK', resourceVersion: '9' });
    await setTimeout(510);
    end();
    await setTimeout(5);
    expect([from(), state.lists]).toEqual(['9', 1]);
    state.items = [pod('late', 11)];
    state.version = 12;
    end(new ClusterError('Gone', 'too old'));
    await setTimeout(30);
    expect([from(), state.lists, informer.get('late')?.metadata.name]).toEqual(['12', 2, 'late']);
    await informer.stop();
  });

  it('keeps trying while the API server is away, and mends what it missed', async () => {
    const { state, informer, open, end } = stage();
    state.items = [pod('old', 1), pod('kept', 2)];
    state.version = 2;
    const told: string[] = [];
    informer.onChange((name, object) => told.push(`${name} ${object ? 'is' : 'is not'}`));
    await open();
    state.failures = [1, 2, 3].map(() => ClusterError.away(undefined));
    state.items = [pod('kept', 2), pod('new', 3)];
    state.version = 4;
    end(ClusterError.away(undefined));
    while (!informer.get('new')) await setTimeout(2);
    expect(informer.get('old')).toBeUndefined();
    expect(told).toEqual(['old is', 'kept is', 'old is not', 'new is']);
    await informer.stop();
  });

  it('knows what was just written, and is not talked out of it by an older list', async () => {
    const { state, informer, open, end } = stage();
    await open();
    informer.observe(pod('written', 7));
    state.version = 6;
    end(new ClusterError('Gone', 'too old'));
    await setTimeout(30);
    expect([state.lists, informer.get('written')?.metadata.resourceVersion]).toEqual([2, '7']);
    await informer.stop();
  });
});
