import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { Operator } from '../src/operator/operator.ts';
import {
  applyDefinition,
  asOrchestrator,
  eventually,
  instanceOf,
  listening,
  manifest,
  TestNamespace,
} from './operator.fixture.ts';

jest.setTimeout(90_000);

describe('the rights of deploy/kubernetes/rbac.yaml', () => {
  const space = new TestNamespace();
  beforeAll(async () => {
    await applyDefinition();
    await space.create();
  });
  afterAll(() => space.destroy());

  it('are enough for a whole life of a server, and end at the namespace', async () => {
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
    } finally {
      await operator.close();
    }
    expect(reports).toEqual([]);
    const elsewhere = new KubernetesClient(config, 'kube-system');
    for (const kind of ['Secret', 'Pod', 'McpServer', 'Deployment'] as const) {
      await expect(elsewhere.list(kind)).rejects.toMatchObject({ reason: 'Forbidden' });
    }
  });
});
