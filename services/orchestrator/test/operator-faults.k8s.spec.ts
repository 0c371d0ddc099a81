import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ConditionReason, McpServerSpecInput } from '../src/cluster/mcp-server.ts';
import type { Operator } from '../src/operator/operator.ts';
import {
  applyDefinition,
  eventually,
  IMAGE,
  instanceOf,
  listening,
  manifest,
  TestNamespace,
  waiting,
} from './operator.fixture.ts';

jest.setTimeout(180_000);

const shell = (script: string): McpServerSpecInput => ({
  transport: 'attach',
  image: IMAGE,
  command: ['/bin/sh', '-c', script],
});
const SECRET = 'planted-secret-4711';

const faults: [what: string, name: string, spec: McpServerSpecInput, reason: ConditionReason, words: RegExp][] = [
  [
    'an image that does not exist',
    'f-image',
    { ...waiting, image: 'localhost/nothing:1' },
    'ImageNotFound',
    /image localhost\/nothing:1 could not be fetched/,
  ],
  [
    'a crash, with its last lines and without its secrets',
    'f-crash',
    shell('echo first; echo "key is $TOKEN" >&2; exit 3'),
    'CrashLoop',
    /exit code 3[\s\S]*first\nkey is \[secret\]/,
  ],
  [
    'a program that does not exist',
    'f-program',
    { ...waiting, command: ['/no/such/program'] },
    'CrashLoop',
    /could not be started[\s\S]*no such file/,
  ],
  ['an end without an error', 'f-exit', shell('echo done'), 'Exited', /ends by itself[\s\S]*done/],
  [
    'too much memory',
    'f-memory',
    { ...shell('x=aaaaaaaa; while :; do x=$x$x; done'), resources: { memory: '16Mi' } },
    'OutOfMemory',
    /more memory than its limit of 16Mi/,
  ],
  [
    'a full disk',
    'f-disk',
    shell('/bin/busybox dd if=/dev/zero of=/tmp/big bs=1048576 count=12 2>/dev/null; sleep 1000'),
    'DiskFull',
    /wrote more to its disk/,
  ],
  [
    'a server that never listens',
    'f-deaf',
    { ...listening, command: ['/bin/sleep', '1000'] },
    'NeverReady',
    /does not answer at port 8080/,
  ],
];

describe('faults on a real cluster, in words a person can act on', () => {
  const space = new TestNamespace();
  let operator: Operator;

  const appliedAt = new Map<string, number>();
  const toldAt = new Map<string, number>();

  beforeAll(async () => {
    await applyDefinition();
    await space.create();
    operator = await space.started();
    operator.servers.watch((changed, view) => {
      const fault = faults.find(([, name]) => name === changed);
      const ready = view?.status.conditions.find(({ type }) => type === 'Ready');
      if (fault && ready && fault[4].test(ready.message) && !toldAt.has(changed))
        toldAt.set(changed, performance.now());
    });
    for (const [, name, spec] of faults) {
      appliedAt.set(name, performance.now());
      await operator.servers.apply(instanceOf(name, { ...spec, secretKeys: ['TOKEN'] }, { TOKEN: SECRET }));
    }
  });
  afterAll(() => space.destroy());

  it.each(faults)('%s', async (what, name, _spec, reason, words) => {
    const ready = await eventually(() => {
      const found = operator.servers.get(name)?.status.conditions.find(({ type }) => type === 'Ready');
      return (found?.reason === reason || found?.status === 'True') && words.test(found.message) && found;
      // The kubelet looks at volumes once a minute, later when it is busy.
    }, 150_000);
    const tookMs = (toldAt.get(name) ?? NaN) - (appliedAt.get(name) ?? NaN);
    process.stderr.write(`  ${what}: told as ${reason} after ${(tookMs / 1_000).toFixed(2)} s\n`);
    // A pod that was evicted is replaced, and runs until it is evicted again.
    if (reason !== 'DiskFull') expect(ready.status).toBe('False');
    expect(ready.message).not.toContain(SECRET);
    if (reason === 'DiskFull') return;
    await expect(operator.servers.ready(name, { timeoutMs: 20_000 })).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
    });
  });

  it('no room on any node', async () => {
    const greedy = new TestNamespace();
    await greedy.create();
    const other = await greedy.started({ manifest: { ...manifest, requests: { ...manifest.requests, cpu: '2000' } } });
    await other.servers.apply(instanceOf('f-room', { ...waiting, resources: { cpu: '2000' } }));
    await expect(other.servers.ready('f-room', { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringMatching(/No node of the cluster has room/),
    });
    await greedy.destroy();
  });

  it('a quota', async () => {
    const small = new TestNamespace();
    await small.create();
    await small.coreApi.createNamespacedResourceQuota({
      namespace: small.name,
      body: { metadata: { name: 'small' }, spec: { hard: { pods: '1' } } },
    });
    const other = await small.started();
    await other.servers.apply(instanceOf('first', waiting));
    await other.servers.ready('first', { timeoutMs: 30_000 });
    await other.servers.apply(instanceOf('second', waiting));
    await expect(other.servers.ready('second', { timeoutMs: 30_000 })).rejects.toMatchObject({
      message: expect.stringMatching(/quota of the namespace does not allow/),
      details: { reason: 'QuotaExceeded' },
    });
    await small.destroy();
  });

  it('a policy of the cluster', async () => {
    const strict = new TestNamespace();
    await strict.create();
    // As if the platform asked for more than the restricted standard allows.
    const other = await strict.started({ manifest: { ...manifest, userId: 0 } });
    await other.servers.apply(instanceOf('root', waiting));
    await expect(other.servers.ready('root', { timeoutMs: 30_000 })).rejects.toMatchObject({
      message: expect.stringMatching(/policy of the cluster refuses[\s\S]*runAsUser=0/),
      details: { reason: 'RefusedByPolicy' },
    });
    await strict.destroy();
  });
});
