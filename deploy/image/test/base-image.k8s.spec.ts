import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@archestra/testing';
import { loadImage, makeBaseFolder, useNamespace } from '@archestra/testing/kubernetes';

const restricted = {
  runAsNonRoot: true,
  runAsUser: 65_532,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

describe('the base image on a cluster', () => {
  const namespace = useNamespace('image');
  let image: string;

  beforeAll(async () => {
    const { folder, entry } = makeBaseFolder();
    image = await loadImage({ name: 'archestra-base', folder, entry });
  }, 180_000);

  const run = async (name: string, command: string[]): Promise<{ log: string; exitCode: number | undefined }> => {
    const { core, name: where } = namespace();
    await core.createNamespacedPod({
      namespace: where,
      body: {
        metadata: { name },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          containers: [
            {
              name: 'server',
              image,
              args: ['serve', '--', ...command],
              env: [{ name: 'ARCHESTRA_BRIDGE_TOKEN_SHA256', value: '00' }],
              securityContext: restricted,
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    });
    const exitCode = await eventually(async () => {
      const { status } = await core.readNamespacedPod({ name, namespace: where });
      expect(status?.phase).toMatch(/Succeeded|Failed/);
      return status?.containerStatuses?.[0]?.state?.terminated?.exitCode;
    }, 30_000);
    return { log: await core.readNamespacedPodLog({ name, namespace: where }), exitCode };
  };

  it.each([
    ['node', ['node', '-e', 'console.error("Node", process.version, process.getuid())'], 'Node v24'],
    [
      'python',
      ['python3', '-c', 'import sys, ssl, json, sqlite3; print("Python", sys.version, file=sys.stderr)'],
      'Python 3',
    ],
  ])('runs %s under the restricted standard', async (name, command, expected) => {
    await expect(run(name, command)).resolves.toEqual({ log: expect.stringContaining(expected), exitCode: 0 });
  });

  it('ends with the code of its server', async () => {
    await expect(run('exit', ['node', '-e', 'process.exit(42)'])).resolves.toMatchObject({ exitCode: 42 });
  });
});
