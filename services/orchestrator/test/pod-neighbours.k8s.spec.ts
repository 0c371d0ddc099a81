import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OrchestratorEnv } from '../src/orchestrator.config.ts';
import { ServerCluster } from '../src/runtime/server-cluster.ts';
import { applyDefinition, eventually, IMAGE, instanceOf, TestNamespace } from './operator.fixture.ts';

jest.setTimeout(120_000);

const DOOR = 36_021;
const LABELS = { 'app.kubernetes.io/name': 'archestra-orchestrator' };
/** The cluster's name server, asked directly for a name that it knows. */
const ASK = '/bin/busybox nslookup kubernetes.default.svc.cluster.local';
/** busybox is linked statically: its `wget` and its resolver want libraries that are not there. */
const get = (address: string, port: number, path: string): string =>
  `printf 'GET /${path} HTTP/1.0\\r\\n\\r\\n' | /bin/busybox nc -w 2 ${address} ${port} > /tmp/seen; grep -q 'HTTP/1.1 200' /tmp/seen`;

/** A cluster that others use, too: whoever may make pods there may label them as ours. */
describe('a server between strangers', () => {
  const [platform, servers, strangers] = [new TestNamespace(), new TestNamespace(), new TestNamespace()];
  const folder = mkdtempSync(join(tmpdir(), 'archestra-neighbours-'));
  let nameServer = '';
  let answer = '';
  let world: ServerCluster | undefined;

  const pod = async ({ coreApi, name: namespace }: TestNamespace, name: string, script: string): Promise<void> => {
    await coreApi.createNamespacedPod({
      namespace,
      body: {
        metadata: { name, labels: { ...LABELS, archestra: name } },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 0,
          securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'main',
              image: IMAGE,
              imagePullPolicy: 'Never',
              command: ['/bin/sh', '-c', script],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    });
  };
  /** What a pod with our label gets to see of the server, in ten tries. */
  const visit = async (space: TestNamespace, name: string, path: string): Promise<string> => {
    const address = world?.operator.servers.get('web')?.status.podAddress ?? '';
    const look = `${get(address, 8_080, path)} && exec cat /tmp/seen`;
    await pod(space, name, `for try in 1 2 3 4 5 6 7 8 9 10; do ${look}; sleep 1; done; echo nothing`);
    const where = { name, namespace: space.name };
    await eventually(async () => (await space.coreApi.readNamespacedPod(where)).status?.phase === 'Succeeded', 60_000);
    return space.coreApi.readNamespacedPodLog(where);
  };

  beforeAll(async () => {
    await applyDefinition();
    for (const space of [platform, servers, strangers]) await space.create();
    const dns = await platform.coreApi.readNamespacedService({ name: 'kube-dns', namespace: 'kube-system' });
    nameServer = dns.spec?.clusterIP ?? '';
    const api = await platform.coreApi.readNamespacedService({ name: 'kubernetes', namespace: 'default' });
    answer = `Address: ${api.spec?.clusterIP}\n`;
    const listen = `/bin/busybox httpd -f -p ${DOOR} -h /tmp`;
    await pod(platform, 'door', `echo through the door > /tmp/index.html; ${listen}`);
    const { spec } = await platform.coreApi.createNamespacedService({
      namespace: platform.name,
      body: {
        metadata: { name: 'archestra-orchestrator' },
        spec: { selector: { archestra: 'door' }, ports: [{ port: DOOR, targetPort: DOOR }] },
      },
    });
    world = new ServerCluster({
      config: OrchestratorEnv.parse({
        ...{ PORT: '0', NATS_URL: 'nats://127.0.0.1:1', NATS_USER: 'x', DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
        ...{ SECRET_KEY: Buffer.alloc(32, 1).toString('base64'), DATA_DIR: folder, SERVER_RUNTIME: 'kubernetes' },
        ...{ POD_DOOR_HOST: '127.0.0.1', POD_DOOR_PORT: String(DOOR) },
        ...{ KUBERNETES_NAMESPACE: servers.name, KUBERNETES_ORCHESTRATOR_NAMESPACE: platform.name },
      }),
      ...{ cluster: servers.client, kubeConfig: servers.client.config, desired: { synced: false } as never },
      proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
      // As the name server of the cluster answers the orchestrator.
      lookUp: () => Promise.resolve([spec?.clusterIP ?? '']),
    });
    await world.onModuleInit();
    const { operator } = world;
    await operator.synced();
    await eventually(() => operator.isLeader);
    // The policy of a new pod takes a moment to be heeded.
    const script = `sleep 5; ${ASK} ${nameServer} > /tmp/dns 2>&1
      door=$(/bin/busybox awk '$2 == "archestra-orchestrator" { print $1 }' /etc/hosts)
      until ${get('$door', DOOR, '')}; do sleep 1; done
      mv /tmp/seen /tmp/index.html; exec /bin/busybox httpd -f -p 8080 -h /tmp`;
    const web = { transport: 'http' as const, image: IMAGE, command: ['/bin/sh', '-c', script], port: 8_080 };
    await operator.servers.apply(instanceOf('web', web));
    await operator.servers.ready('web', { timeoutMs: 90_000 });
  }, 180_000);
  afterAll(async () => {
    await world?.onApplicationShutdown();
    for (const space of [platform, servers, strangers]) await space.destroy();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('comes to the Service of the platform by its name, and is reached by the platform', async () => {
    await expect(visit(platform, 'visitor', '')).resolves.toContain('through the door');
  });

  it('is not reached by a pod of another namespace that has the same label', async () => {
    await expect(visit(strangers, 'visitor', '')).resolves.toMatch(/nothing\n$/);
  });

  it('gets no answer of the name server of the cluster, which everybody else gets', async () => {
    await expect(visit(platform, 'asker', 'dns')).resolves.toMatch(/no servers could be reached/);
    await pod(platform, 'free', `${ASK} ${nameServer}`);
    const where = { name: 'free', namespace: platform.name };
    await eventually(async () => (await platform.coreApi.readNamespacedPod(where)).status?.phase === 'Succeeded');
    await expect(platform.coreApi.readNamespacedPodLog(where)).resolves.toContain(answer);
  });
});
