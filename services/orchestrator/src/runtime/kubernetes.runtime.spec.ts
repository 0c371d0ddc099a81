import { describe, expect, it } from '@jest/globals';
import type { McpServerInstance, McpServers } from '../cluster/mcp-server.ts';
import { KubernetesRuntime } from './kubernetes.runtime.ts';
import type { Leave } from './launch-signal.ts';
import type { LaunchSpec } from './runtime.ts';

const spec: LaunchSpec = {
  ...{ organizationId: 'acme', serverId: 'server', instance: 'user:ada', name: 'slow' },
  workload: { kind: 'package', folder: '/package', command: ['node', '/package/x'], environment: {}, directories: [] },
  ...{ environment: {}, secrets: { TOKEN: 'deleted' }, egress: undefined, limits: {} },
};

/** A cluster that takes everything and never gets anything ready. */
const open = (pack: () => Promise<{ sha256: string; sizeBytes: number }>) => {
  const applied: McpServerInstance[] = [];
  const servers = {
    isSynced: true,
    list: () => [],
    get: () => undefined,
    apply: (instance: McpServerInstance) => Promise.resolve(void applied.push(instance)),
  };
  const runtime = new KubernetesRuntime(
    {
      servers: servers as unknown as McpServers,
      pods: {} as never,
      packages: { pack } as never,
      door: { ticket: () => ({ url: 'http://door', token: 'token' }) },
    },
    { baseImage: 'base', reach: 'direct', key: Buffer.alloc(32), readyTimeoutMs: 60_000 },
  );
  return { runtime, replicas: () => applied.map(({ spec: { replicas } }) => replicas) };
};

const end = async (ending: AbortController, leave: Leave, work: Promise<unknown>): Promise<void> => {
  const before = Date.now();
  ending.abort(leave);
  await expect(work).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
  expect(Date.now() - before).toBeLessThan(500);
};

describe('a pod whose start is ended', () => {
  it.each([
    ['close', 'is put to sleep', [1, 0]],
    ['release', 'goes on without us', [1]],
  ] as const)('(%s) %s', async (leave, _, expected) => {
    const { runtime, replicas } = open(() => Promise.resolve({ sha256: 'a'.repeat(64), sizeBytes: 1 }));
    const ending = new AbortController();
    const work = runtime.launch(spec, { signal: ending.signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await end(ending, leave, work);
    expect(replicas()).toEqual(expected);
  });

  it('is not even described to the cluster while its package is being packed', async () => {
    const { promise, resolve } = Promise.withResolvers<{ sha256: string; sizeBytes: number }>();
    const { runtime, replicas } = open(() => promise);
    const ending = new AbortController();
    const work = runtime.launch(spec, { signal: ending.signal });
    await end(ending, 'close', work);
    resolve({ sha256: 'a'.repeat(64), sizeBytes: 1 });
    await new Promise((done) => setTimeout(done, 20));
    expect(replicas()).toEqual([]);
  });
});
