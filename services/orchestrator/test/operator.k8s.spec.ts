import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Kind, Kinds } from '../src/cluster/cluster.ts';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import type { Operator } from '../src/operator/operator.ts';
import {
  applyDefinition,
  eventually,
  instanceOf,
  listening,
  TestNamespace,
  timed,
  waiting,
} from './operator.fixture.ts';

jest.setTimeout(120_000);

const children = ['Deployment', 'Service', 'NetworkPolicy', 'Secret', 'ServiceAccount'] as const;

describe('the operator on a real cluster', () => {
  const space = new TestNamespace();
  let operator: Operator;
  const running = async (name: string): Promise<Kinds['Pod']> => {
    const { status } = await operator.servers.ready(name, { timeoutMs: 60_000 });
    return space.existing('Pod', status.podName ?? '');
  };
  const uidOf = async (kind: Kind, name: string): Promise<string | undefined> => {
    const object = await space.client.get(kind, name);
    return object?.metadata.deletionTimestamp ? undefined : object?.metadata.uid;
  };

  beforeAll(async () => {
    await applyDefinition();
    await space.create();
    operator = await space.started();
  });
  afterAll(() => space.destroy());

  it('makes a server run, and leaves nothing of it', async () => {
    const { servers } = operator;
    await timed('apply', () => servers.apply(instanceOf('web', listening, { TOKEN: 'planted-secret' })));
    const view = await timed('apply to ready', () => servers.ready('web', { timeoutMs: 60_000 }));
    expect(view.status).toMatchObject({
      podName: expect.stringMatching(/^web-/),
      address: expect.stringMatching(/:8080$/),
    });
    expect(view.status.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(view.status.conditions.map(({ type, status }) => [type, status])).toEqual([
      ['Ready', 'True'],
      ['Progressing', 'False'],
      ['Approved', 'True'],
    ]);
    for (const address of [view.status.podAddress, view.status.address]) {
      const answer = await eventually(() => fetch(`http://${address ?? ''}/nothing`));
      expect(answer.status).toBe(404);
    }
    await servers.remove('web');
    await timed('remove to gone', () => servers.gone('web', { timeoutMs: 60_000 }));
    for (const kind of [...children, 'Pod'] as const) {
      expect([kind, await space.made(kind)]).toEqual([kind, []]);
    }
    expect(space.reports).toEqual([]);
  });

  it('is ready within two seconds of listening', async () => {
    const slow = { ...listening, command: ['/bin/sh', '-c', 'sleep 3; exec /bin/busybox httpd -f -p 8080 -h /tmp'] };
    await operator.servers.apply(instanceOf('slow', slow));
    const startedAt = performance.now();
    await timed('a server that listens after 3 s is ready', () =>
      operator.servers.ready('slow', { timeoutMs: 30_000 }),
    );
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await operator.servers.remove('slow');
    await operator.servers.gone('slow', { timeoutMs: 30_000 });
  });

  it('runs pods under the restricted standard, which admission enforces', async () => {
    const naked = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'naked' },
      spec: { containers: [{ name: 'a', image: 'localhost/busybox:1' }] },
    };
    await expect(space.client.create('Pod', naked)).rejects.toMatchObject({
      reason: 'Forbidden',
      said: expect.stringContaining('violates PodSecurity "restricted'),
    });
    await operator.servers.apply(instanceOf('guarded', waiting));
    const { spec } = await running('guarded');
    expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, dnsPolicy: 'None' });
    expect(spec.volumes?.map(({ name, emptyDir }) => [name, emptyDir?.sizeLimit])).toEqual([
      ['tmp', '4Mi'],
      ['home', '4Mi'],
    ]);
    expect(spec.containers[0]?.resources?.limits).toEqual({ cpu: '200m', memory: '64Mi', 'ephemeral-storage': '32Mi' });
    expect(spec.containers[0]).toMatchObject({ stdin: true, securityContext: { readOnlyRootFilesystem: true } });
    expect(await space.made('Service')).not.toContain('guarded');
  });

  it('puts back what somebody deletes', async () => {
    await operator.servers.apply(instanceOf('kept', listening, { TOKEN: 'planted-secret' }));
    await running('kept');
    for (const kind of children) {
      const before = await uidOf(kind, 'kept');
      await space.client.delete(kind, 'kept');
      await timed(`${kind} is back`, () =>
        eventually(async () => {
          const now = await uidOf(kind, 'kept');
          return now !== undefined && now !== before;
        }),
      );
    }
    const pod = await running('kept');
    await space.client.delete('McpServer', 'kept');
    await timed('McpServer is back and its server ready', () =>
      eventually(async () => (await running('kept')).metadata.uid !== pod.metadata.uid, 60_000),
    );
  });

  it('takes back what somebody changes', async () => {
    await operator.servers.apply(instanceOf('drifting', listening, { TOKEN: 'planted-secret' }));
    await running('drifting');
    // Another program than ours: fields have owners.
    const person = new KubernetesClient(space.client.config, space.name, 5_000, 'kubectl-edit');
    const before = await space.existing('Deployment', 'drifting');

    await person.patch('Deployment', 'drifting', { spec: { replicas: 3 } });
    await person.patch('NetworkPolicy', 'drifting', { spec: { egress: [{}] } });
    await person.patch('Secret', 'drifting', { data: { TOKEN: 'eA==', EXTRA: 'eA==' } });
    await person.patch('Service', 'drifting', { spec: { selector: { app: 'mine' } } });
    await timed('four kinds of drift are repaired', async () => {
      await eventually(async () => (await space.existing('Deployment', 'drifting')).spec.replicas === 1);
      await eventually(
        async () => ((await space.existing('NetworkPolicy', 'drifting')).spec.egress ?? []).length === 0,
      );
      await eventually(async () => {
        const { data } = await space.existing('Secret', 'drifting');
        return data?.['EXTRA'] === undefined && data?.['TOKEN'] === Buffer.from('planted-secret').toString('base64');
      });
      await eventually(async () => !('app' in ((await space.existing('Service', 'drifting')).spec.selector ?? {})));
    });

    // A field that the operator never mentions.
    await person.patch('Deployment', 'drifting', { spec: { template: { spec: { hostNetwork: true } } } });
    await eventually(async () => {
      const { spec } = await space.existing('Deployment', 'drifting');
      return !spec.template.spec?.hostNetwork;
    });
    const after = await space.existing('Deployment', 'drifting');
    expect(after.spec.template).toEqual(before.spec.template);

    await person.patch('McpServer', 'drifting', { spec: { image: 'localhost/evil:1', restartedAt: 'now' } });
    await eventually(async () => {
      const { spec } = await space.existing('McpServer', 'drifting');
      return spec.image === 'localhost/busybox:1' && spec.restartedAt === undefined;
    });
    await eventually(() => operator.idle);
    expect((await space.existing('Deployment', 'drifting')).spec.template).toEqual(before.spec.template);
  });

  it('collects what was left behind on purpose', async () => {
    await operator.servers.apply(instanceOf('orphaned', listening));
    await running('orphaned');
    await operator.close();
    // Nobody leads: the object goes without its finalizer, and Kubernetes is told to keep the rest.
    await space.client.patch('McpServer', 'orphaned', { metadata: { finalizers: null } });
    await space.orphan('orphaned');
    await eventually(async () => {
      const deployment = await space.existing('Deployment', 'orphaned');
      return (deployment.metadata.ownerReferences ?? []).length === 0;
    });
    operator = await space.started();
    await operator.servers.retain(['guarded', 'kept', 'drifting']);
    await timed('orphans are gone', () =>
      eventually(async () => {
        const left = await Promise.all([...children, 'Pod' as const].map((kind) => space.made(kind)));
        return !left.flat().some((name) => name.startsWith('orphaned'));
      }, 60_000),
    );
  });

  it('restarts nothing when it starts anew, and writes nothing', async () => {
    const wanted = [
      instanceOf('guarded', waiting),
      instanceOf('kept', listening, { TOKEN: 'planted-secret' }),
      instanceOf('drifting', listening, { TOKEN: 'planted-secret' }),
    ];
    for (const one of wanted) await operator.servers.apply(one);
    for (const { name } of wanted) await running(name);
    await eventually(() => operator.idle);
    const versions = async (): Promise<(string | undefined)[]> => {
      const lists = await Promise.all(
        [...children, 'Pod' as const, 'McpServer' as const].map((kind) => space.client.list<Kind>(kind)),
      );
      return lists.flatMap(({ items }) =>
        items.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion ?? ''}`),
      );
    };
    const before = await versions();
    await operator.close();
    operator = await space.started();
    for (const one of wanted) await operator.servers.apply(one);
    await operator.servers.retain(wanted.map(({ name }) => name));
    await eventually(() => operator.idle);
    expect(await versions()).toEqual(before);
  });

  it('replaces the pod when the specification, a secret or the time of restart changes, and only then', async () => {
    const pod = async (): Promise<string | undefined> => (await running('kept')).metadata.uid;
    const first = await pod();
    const apply = (spec = {}, secret = 'planted-secret'): Promise<void> =>
      operator.servers.apply(instanceOf('kept', { ...listening, ...spec }, { TOKEN: secret }));

    await apply({ egress: { hosts: ['example.org'] } });
    expect(await pod()).toBe(first);
    await apply({ egress: { hosts: ['example.org'] } }, 'rotated-secret');
    const second = await timed('secret changed to ready', () => pod());
    expect(second).not.toBe(first);
    await apply({ restartedAt: '2026-01-01T00:00:00Z' }, 'rotated-secret');
    const third = await timed('restart to ready', () => pod());
    expect(third).not.toBe(second);
  });

  it('puts a server to sleep and wakes it', async () => {
    await operator.servers.apply(instanceOf('guarded', { ...waiting, replicas: 0 }));
    await eventually(() => {
      const view = operator.servers.get('guarded');
      return view?.isCurrent && view.status.conditions[0]?.reason === 'ScaledToZero';
    });
    await eventually(async () => !(await space.made('Pod')).some((name) => name.startsWith('guarded')));
    await operator.servers.apply(instanceOf('guarded', waiting));
    await timed('wake to ready', () => running('guarded'));
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['neither transport nor image', {}, /spec.transport: Required/],
    ['http without a port', { transport: 'http', image: 'x' }, /needs a port/],
    ['bridge without a command', { transport: 'bridge', image: 'x' }, /needs the command/],
    ['a host that is none', { ...waiting, egress: { hosts: ['http://example.org/'] } }, /hosts\[0\]/],
    ['no quantity', { ...waiting, resources: { cpu: 'much' } }, /not a quantity/],
    ['a hostile image', { ...waiting, image: 'x;rm -rf /' }, /spec.image/],
    ['half of an identity', { ...waiting, organizationId: 'o' }, /come together/],
    ['three copies', { ...waiting, replicas: 3 }, /spec.replicas/],
  ])('refuses by its definition: %s', async (_what, spec, said) => {
    const server = { apiVersion: 'archestra.dev/v1alpha1', kind: 'McpServer', metadata: { name: 'bad' }, spec };
    await expect(space.client.create('McpServer', server as unknown as Kinds['McpServer'])).rejects.toMatchObject({
      reason: 'Invalid',
      said: expect.stringMatching(said),
    });
  });

  it('never lets a server change hands', async () => {
    const patch = { spec: { organizationId: 'another' } };
    await expect(space.client.patch('McpServer', 'kept', patch)).rejects.toMatchObject({ reason: 'Invalid' });
  });
});
