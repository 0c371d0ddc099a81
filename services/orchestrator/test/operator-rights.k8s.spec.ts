import { once } from 'node:events';
import type { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { Operator } from '../src/operator/operator.ts';
import { KubernetesRuntime } from '../src/runtime/kubernetes.runtime.ts';
import { PodClient } from '../src/runtime/pod.client.ts';
import type { ImageWorkload, LaunchSpec } from '../src/runtime/runtime.ts';
import {
  applyDefinition,
  asOrchestrator,
  eventually,
  IMAGE,
  instanceOf,
  listening,
  manifest,
  TestNamespace,
  waiting,
} from './operator.fixture.ts';

jest.setTimeout(90_000);

const launched = (serverId: string, workload: Partial<ImageWorkload>): LaunchSpec => ({
  ...{ organizationId: 'organization', serverId, instance: 'shared', name: serverId, environment: {}, secrets: {} },
  ...{ egress: undefined, limits: {} },
  workload: {
    ...{ kind: 'image', image: IMAGE, transport: 'http', command: [], arguments: [] },
    ...{ port: 8_080, path: '/', pullSecrets: [] },
    ...workload,
  },
});

describe('the rights of deploy/kubernetes/rbac.yaml', () => {
  const space = new TestNamespace();
  beforeAll(async () => {
    await applyDefinition();
    await space.create();
  });
  afterAll(() => space.destroy());

  const withOperator = async (work: (operator: Operator, config: KubeConfig) => Promise<void>): Promise<void> => {
    const config = await asOrchestrator(space.name);
    const reports: string[] = [];
    const operator = new Operator(new KubernetesClient(config, space.name), {
      manifest,
      revisionKey: Buffer.alloc(32),
      proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
      report: (error, what) => void reports.push(`${what}: ${String(error)}`),
    });
    try {
      operator.start();
      await operator.synced();
      await eventually(() => operator.isLeader);
      await work(operator, config);
    } finally {
      await operator.close();
    }
    expect(reports).toEqual([]);
  };

  it('are enough for a whole life of a server, and end at the namespace', async () => {
    let limited: KubeConfig | undefined;
    await withOperator(async (operator, config) => {
      limited = config;
      await operator.servers.apply(instanceOf('web', listening, { TOKEN: 'planted-secret' }));
      await operator.servers.ready('web', { timeoutMs: 30_000 });
      const crashing = { ...listening, command: ['/bin/sh', '-c', 'echo last words; exit 1'] };
      await operator.servers.apply(instanceOf('web', crashing));
      // With the log of the pod.
      await expect(operator.servers.ready('web', { timeoutMs: 30_000 })).rejects.toMatchObject({
        message: expect.stringContaining('last words'),
      });
      await operator.servers.remove('web');
      await operator.servers.gone('web', { timeoutMs: 30_000 });
    });
    const elsewhere = new KubernetesClient(limited as KubeConfig, 'kube-system');
    for (const kind of ['Secret', 'Pod', 'McpServer', 'Deployment'] as const) {
      await expect(elsewhere.list(kind)).rejects.toMatchObject({ reason: 'Forbidden' });
    }
  });

  it('are enough to speak with a server over its pipes, and through the API to its port', async () => {
    await withOperator(async ({ servers }, config) => {
      const parts = { servers, pods: new PodClient(config, space.name), packages: {} as never, door: {} as never };
      const runtime = new KubernetesRuntime(parts, {
        ...{ baseImage: 'none', reach: 'port-forward', key: Buffer.alloc(32), readyTimeoutMs: 30_000 },
      });
      const piped = launched('piped', { transport: 'attach', command: waiting.command ?? [] });
      const attached = await runtime.launch(piped);
      if (attached.endpoint.kind !== 'pipes') throw new Error('no pipes');
      attached.endpoint.stdin.write('over the pipes\n');
      const [echo] = (await once(attached.endpoint.stdout, 'data')) as [Buffer];
      expect(String(echo)).toBe('over the pipes\n');
      await attached.release(1_000);

      const served = launched('served', { command: listening.command ?? [] });
      const forwarded = await runtime.launch(served);
      if (forwarded.endpoint.kind !== 'http') throw new Error('no door');
      expect(forwarded.endpoint.url).toContain('127.0.0.1');
      expect((await fetch(forwarded.endpoint.url)).status).toBe(404);
      await forwarded.release(1_000);
      for (const one of [piped, served]) await runtime.remove(one);
    });
  });
});
