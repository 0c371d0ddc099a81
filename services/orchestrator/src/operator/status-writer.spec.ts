import { describe, expect, it } from '@jest/globals';
import type { Cluster, McpServerObject } from '../cluster/cluster.ts';
import { annotation } from '../manifest/label.ts';
import type { ClusterView } from './cluster-view.ts';
import { StatusWriter } from './status-writer.ts';

const server: McpServerObject = {
  apiVersion: 'archestra.dev/v1alpha1',
  kind: 'McpServer',
  metadata: { name: 'files', generation: 1 },
  spec: { transport: 'http', image: 'registry/files:1', port: 8_080 },
};
const annotations = { [annotation.configHash]: 'now' };
const deployment = {
  metadata: { name: 'files', generation: 1 },
  spec: { template: { metadata: { annotations } } },
  status: { observedGeneration: 1 },
};
const state = { waiting: { reason: 'CrashLoopBackOff' } };
const crashed = {
  metadata: { name: 'files-1', uid: 'files-1', creationTimestamp: new Date().toISOString(), annotations },
  spec: { containers: [] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        ...{ name: 'server', image: 'i', imageID: '', ready: false, restartCount: 3, state },
        lastState: { terminated: { exitCode: 3, containerID: 'run-1' } },
      },
    ],
  },
};

/** What the status of a server says that printed this and ended, and has these credentials. */
const saidOf = async (log: string, secrets: Record<string, string>): Promise<string> => {
  let message = '';
  const data = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  );
  const objects: Record<string, unknown> = { Deployment: deployment, Secret: { data } };
  const view = {
    of: (kind: string) => ({ get: () => objects[kind], observe: () => undefined }),
    belonging: () => [crashed],
  } as unknown as ClusterView;
  const cluster = {
    podLog: () => Promise.resolve(log),
    applyStatus: (written: McpServerObject) => {
      message = written.status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
      return Promise.resolve(written);
    },
  } as unknown as Cluster;
  await new StatusWriter(cluster, view, 60_000).write(server);
  return message;
};

describe('what the status of a server says of its end', () => {
  it('is the last lines of its log', async () => {
    await expect(saidOf('no such file\n', {})).resolves.toContain('no such file');
  });

  it('holds no part of a secret that is longer than a line may be', async () => {
    const token = Array.from({ length: 100 }, (_, index) => `part${index}.`).join('');
    const said = await saidOf(`refused: ${token}\n`, { TOKEN: token });
    expect(said).toContain('refused: [secret]');
    expect(said).not.toContain('part');
  });

  it('holds no line of a secret that has many', async () => {
    const key = Array.from({ length: 30 }, (_, index) => `line-${index}-of-the-private-key`).join('\n');
    await expect(saidOf(`${key}\n`, { KEY: key })).resolves.not.toContain('private-key');
  });
});
