import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ModelCluster } from '../../test/model-cluster.ts';
import { calm } from '../../test/model-watch.ts';
import { FencedCluster } from './fenced-cluster.ts';
import { Leader } from './leader.ts';

const quick = { leaseMs: 1_000, renewDeadlineMs: 300, retryMs: 10 };

const candidate = (cluster: ModelCluster, identity: string, log: string[]): Leader =>
  new Leader(cluster, {
    ...quick,
    identity,
    onStarted: () => void log.push(`${identity} leads`),
    onStopped: () => void log.push(`${identity} follows`),
  });
const until = async (look: () => boolean, timeoutMs = 5_000): Promise<void> => {
  const end = performance.now() + timeoutMs;
  while (!look()) {
    if (performance.now() > end) throw new Error('too late');
    await setTimeout(5);
  }
};

describe('Leader', () => {
  it('is one of several, and the next one when it leaves', async () => {
    const cluster = new ModelCluster(() => 0.5);
    const log: string[] = [];
    const all = ['a', 'b', 'c'].map((identity) => candidate(cluster, identity, log));
    all.forEach((one) => one.start());
    await until(() => all.some(({ isLeader }) => isLeader));
    await setTimeout(100);
    expect(log.length).toBe(1);
    const first = all.find(({ isLeader }) => isLeader);
    await first?.stop();
    const startedAt = performance.now();
    await until(() => all.some(({ isLeader }) => isLeader));
    // It was given back: nobody waited for its end.
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(all.filter(({ isLeader }) => isLeader).length).toBe(1);
    await Promise.all(all.map((one) => one.stop()));
  });

  it('steps down before anybody else may lead, when it cannot renew', async () => {
    const cluster = new ModelCluster(() => 0);
    const log: string[] = [];
    const cut = new ModelCluster(() => 0);
    // The same objects, by a way of its own that can be cut.
    Object.assign(cut, cluster);
    const one = candidate(cut, 'cut off', log);
    one.start();
    await until(() => one.isLeader);
    const fenced = new FencedCluster(cut, () => one.isLeader);
    const other = candidate(cluster, 'other', log);
    other.start();
    cut.chaos = { ...calm, fail: 1 };
    await until(() => other.isLeader);
    expect(one.isLeader).toBe(false);
    await expect(fenced.delete('Pod', 'any')).rejects.toMatchObject({ reason: 'Conflict' });
    expect(log).toEqual(['cut off leads', 'cut off follows', 'other leads']);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('waits for a lease that nobody renews by its own clock', async () => {
    const cluster = new ModelCluster(() => 0.5);
    const dead = candidate(cluster, 'dead', []);
    dead.start();
    await until(() => dead.isLeader);
    cluster.chaos = { ...calm, fail: 1 };
    await dead.stop();
    cluster.chaos = calm;
    const next = candidate(cluster, 'next', []);
    const startedAt = performance.now();
    next.start();
    await until(() => next.isLeader);
    expect(performance.now() - startedAt).toBeGreaterThan(quick.leaseMs * 0.9);
    await next.stop();
  });
});
