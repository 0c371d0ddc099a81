import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { Operator } from '../src/operator/operator.ts';
import {
  applyDefinition,
  eventually,
  instanceOf,
  manifest,
  TestNamespace,
  timed,
  waiting,
} from './operator.fixture.ts';
import { Relay } from './relay.ts';

jest.setTimeout(240_000);

const OUTAGE_MS = 60_000;

describe('parts of a cluster that go away', () => {
  const space = new TestNamespace();
  beforeAll(async () => {
    await applyDefinition();
    await space.create();
  });
  afterAll(() => space.destroy());

  it('the leader is killed: another one takes over', async () => {
    const candidates: { child: ChildProcess; leads: boolean }[] = [];
    const instances = JSON.stringify(['one', 'two'].map((name) => instanceOf(name, waiting)));
    const candidate = (): void => {
      const main = fileURLToPath(new URL('operator.main.ts', import.meta.url));
      const flags = ['--experimental-transform-types', '--no-warnings', '--conditions=@archestra/source'];
      const child = spawn(process.execPath, [...flags, main, space.name, instances], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      const entry = { child, leads: false };
      child.stdout?.on('data', (data: Buffer) => (entry.leads = data.toString().trim().endsWith('leads')));
      candidates.push(entry);
    };
    candidate();
    candidate();
    try {
      const first = await eventually(() => candidates.find(({ leads }) => leads));
      await eventually(async () => (await space.made('Pod')).length === 2);
      const before = await space.existing('Deployment', 'one');
      await timed('leader killed: an object deleted meanwhile is back', async () => {
        first.child.kill('SIGKILL');
        await space.client.delete('NetworkPolicy', 'two');
        await eventually(async () => (await space.made('NetworkPolicy')).includes('two'), 30_000);
      });
      const leaders = candidates.filter((one) => one !== first && one.leads);
      expect(leaders.length).toBe(1);
      const after = await space.existing('Deployment', 'one');
      expect([after.metadata.uid, after.metadata.generation]).toEqual([
        before.metadata.uid,
        before.metadata.generation,
      ]);
      expect((await space.made('Pod')).length).toBe(2);
    } finally {
      for (const { child } of candidates) child.kill('SIGKILL');
    }
  });

  it(`the API server is away for ${String(OUTAGE_MS / 1_000)} seconds: callers are told, and then all is as it was wanted`, async () => {
    const { relay, config } = await Relay.toCluster();
    const operator = new Operator(new KubernetesClient(config, space.name), {
      manifest,
      revisionKey: Buffer.alloc(32, 7),
      proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
      report: () => undefined,
    });
    try {
      operator.start();
      await operator.synced();
      await eventually(() => operator.isLeader);
      const all = ['one', 'two', 'three'].map((name) => instanceOf(name, waiting));
      for (const one of all.slice(0, 2)) await operator.servers.apply(one);
      const before = await operator.servers.ready('one', { timeoutMs: 30_000 });

      relay.cut('refuse');
      const cutAt = performance.now();
      const unavailable = { code: 'SERVER_UNAVAILABLE', message: expect.stringMatching(/Kubernetes API/) };
      const refused = async (what: string, call: () => Promise<unknown>, withinMs: number): Promise<void> => {
        const startedAt = performance.now();
        await timed(`${what} during the outage`, () => expect(call()).rejects.toMatchObject(unavailable));
        expect(performance.now() - startedAt).toBeLessThan(withinMs);
      };
      // The first caller may be the one who finds out.
      await refused('first apply', () => operator.servers.apply(all[2] ?? instanceOf('three', waiting)), 9_000);
      await refused('second apply', () => operator.servers.apply(all[2] ?? instanceOf('three', waiting)), 500);
      await refused('remove', () => operator.servers.remove('two'), 500);
      await refused('ready', () => operator.servers.ready('three', { timeoutMs: 1_000 }), 2_000);
      expect(operator.servers.get('one')?.status.podName).toBe(before.status.podName);
      relay.cut('swallow');
      await refused('apply into silence', () => operator.servers.apply(all[2] ?? instanceOf('three', waiting)), 9_000);
      // The others of the cluster go on meanwhile, and nobody tells us.
      await space.client.delete('ServiceAccount', 'one');
      await setTimeout(Math.max(0, OUTAGE_MS - (performance.now() - cutAt)));
      expect(operator.isLeader).toBe(false);

      relay.mend();
      await timed('back to converged', async () => {
        await eventually(async () => (await space.made('Pod')).some((name) => name.startsWith('three')), 60_000);
        await eventually(async () => (await space.made('ServiceAccount')).join() === 'one,three', 60_000);
        await eventually(() => operator.servers.get('two') === undefined, 60_000);
        await operator.servers.ready('three', { timeoutMs: 60_000 });
      });
      expect((await operator.servers.ready('one', { timeoutMs: 10_000 })).status.podName).toBe(before.status.podName);
    } finally {
      await operator.close();
      relay.close();
    }
  });
});
