import { describe, expect, it } from '@jest/globals';
import type { Deployment, McpServerObject, NetworkPolicy, Service } from '../cluster/cluster.ts';
import type { McpServerSpecInput } from '../cluster/mcp-server.ts';
import { annotation } from './label.ts';
import { defaultManifestOptions, type ManifestOptions } from './manifest-options.ts';
import { desiredObjects, secretObject, serverObject } from './server-objects.ts';

const server = (spec: Partial<McpServerSpecInput> = {}): McpServerObject => ({
  apiVersion: 'archestra.dev/v1alpha1',
  kind: 'McpServer',
  metadata: { name: 'files', namespace: 'servers', uid: 'u1' },
  spec: { transport: 'http', image: 'registry/files:1', port: 9_000, ...spec },
});
const made = <K extends string>(
  kind: K,
  spec: Partial<McpServerSpecInput> = {},
  options: Partial<ManifestOptions> = {},
): unknown =>
  desiredObjects(server(spec), { ...defaultManifestOptions, ...options }).find((wanted) => wanted.kind === kind)
    ?.object;
const deployment = (spec: Partial<McpServerSpecInput> = {}, options: Partial<ManifestOptions> = {}): Deployment =>
  made('Deployment', spec, options) as Deployment;
const pod = (spec: Partial<McpServerSpecInput> = {}, options: Partial<ManifestOptions> = {}) => {
  const found = deployment(spec, options).spec.template.spec;
  if (!found) throw new Error('no pod');
  return found;
};
const container = (spec: Partial<McpServerSpecInput> = {}, options: Partial<ManifestOptions> = {}) => {
  const [found] = pod(spec, options).containers;
  if (!found) throw new Error('no container');
  return found;
};
const bridge: Partial<McpServerSpecInput> = {
  transport: 'bridge',
  command: ['node', '/package/server.js'],
  args: ['--root', '/tmp'],
  secretName: 'files',
  secretKeys: ['TOKEN'],
  package: { url: 'http://door/package', sha256: 'a'.repeat(64), tokenKey: 'POD_TOKEN' },
};

describe('desiredObjects', () => {
  it('makes no pod before its policy, and everything belongs to the server', () => {
    const objects = desiredObjects(server(), defaultManifestOptions);
    expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'NetworkPolicy', 'Service', 'Deployment']);
    for (const { object } of objects) {
      expect(object.metadata.ownerReferences).toEqual([
        expect.objectContaining({ kind: 'McpServer', name: 'files', uid: 'u1', controller: true }),
      ]);
      expect(object.metadata.labels).toMatchObject({
        'app.kubernetes.io/managed-by': 'archestra',
        'archestra.dev/server': 'files',
      });
    }
  });

  it.each<[string, Partial<McpServerSpecInput>]>([
    ['http', {}],
    ['attach', { transport: 'attach', port: undefined as never }],
    ['bridge with a package', bridge],
  ])('meets the restricted standard: %s', (_what, spec) => {
    const { securityContext, containers, initContainers = [], ...rest } = pod(spec);
    expect(rest).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(securityContext?.runAsUser).toBeGreaterThan(0);
    for (const one of [...initContainers, ...containers]) {
      expect(one.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(Object.keys(one.resources?.limits ?? {}).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
    }
    for (const volume of rest.volumes ?? []) expect(volume.emptyDir?.sizeLimit).toBeTruthy();
    expect(JSON.stringify(rest)).not.toMatch(/host(Path|Network|PID|IPC)|privileged/);
  });

  it('gives the bridge its command, the server its secrets and the fetcher its token', () => {
    const { command, args, env, volumeMounts } = container(bridge);
    expect([command, args]).toEqual([
      defaultManifestOptions.bridgeCommand,
      ['node', '/package/server.js', '--root', '/tmp'],
    ]);
    const names = (env ?? []).map(({ name }) => name);
    expect(names).toContain('TOKEN');
    expect(names).not.toContain('POD_TOKEN');
    expect(JSON.stringify(env)).not.toContain('POD_TOKEN');
    expect(volumeMounts).toContainEqual({ name: 'package', mountPath: '/package', readOnly: true });
    const [fetcher] = pod(bridge).initContainers ?? [];
    expect(fetcher?.env).toContainEqual({
      name: 'ARCHESTRA_PACKAGE_TOKEN',
      valueFrom: { secretKeyRef: { name: 'files', key: 'POD_TOKEN' } },
    });
    expect(JSON.stringify(fetcher?.env)).not.toContain('"key":"TOKEN"');
  });

  it('hands over what was written, dollar signs included', () => {
    const { command, env } = container({
      command: ['sh', '-c', 'echo $(HOME) $$'],
      environment: [{ name: 'A', value: '$(B)' }],
    });
    expect(command).toEqual(['sh', '-c', 'echo $$(HOME) $$$$']);
    expect(env).toContainEqual({ name: 'A', value: '$$(B)' });
  });

  it('names no variable twice, and a secret wins', () => {
    const { env } = container({
      environment: [
        { name: 'HOME', value: '/tmp' },
        { name: 'TOKEN', value: 'public' },
      ],
      secretName: 'files',
      secretKeys: ['TOKEN'],
    });
    const names = (env ?? []).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(env).toContainEqual({ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'files', key: 'TOKEN' } } });
    expect(env).toContainEqual({ name: 'HOME', value: '/tmp' });
  });

  it('never asks the scheduler for more than the limit', () => {
    const { resources } = container({ resources: { cpu: '5m', memory: '16Mi' } });
    expect(resources?.requests).toMatchObject({ cpu: '5m', memory: '16Mi' });
    expect(resources?.limits).toMatchObject({ cpu: '5m', memory: '16Mi', 'ephemeral-storage': '1Gi' });
  });

  it('lets in the orchestrator only, and out to the given addresses only', () => {
    const ingressFrom = [{ ipBlock: { cidr: '10.0.0.1/32' } }];
    const egressTo = [{ to: [{ ipBlock: { cidr: '10.0.0.2/32' } }], ports: [{ port: 3_128, protocol: 'TCP' }] }];
    const policy = made('NetworkPolicy', {}, { ingressFrom, egressTo }) as NetworkPolicy;
    expect(policy.spec).toEqual({
      podSelector: { matchLabels: { 'archestra.dev/server': 'files' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: ingressFrom, ports: [{ port: 9_000, protocol: 'TCP' }] }],
      egress: egressTo,
    });
    const closed = made('NetworkPolicy') as NetworkPolicy;
    expect([closed.spec.ingress, closed.spec.egress]).toEqual([[], []]);
    const attached = made('NetworkPolicy', { transport: 'attach' }, { ingressFrom }) as NetworkPolicy;
    expect(attached.spec.ingress).toEqual([]);
  });

  it('knows the names it is told, and can ask nobody for others', () => {
    const hostAliases = [{ ip: '10.0.0.2', hostnames: ['proxy'] }];
    const quiet = { dnsPolicy: 'None', dnsConfig: { nameservers: ['127.0.0.1'] } };
    expect(pod({}, { hostAliases })).toMatchObject({ ...quiet, hostAliases });
    expect(pod()).toMatchObject(quiet);
  });

  it('has a Service where there is a port', () => {
    expect((made('Service') as Service).spec.ports).toEqual([
      { name: 'mcp', port: 9_000, targetPort: 9_000, protocol: 'TCP' },
    ]);
    expect(made('Service', { transport: 'attach' })).toBeUndefined();
    expect(container({ transport: 'attach' })).toMatchObject({ stdin: true });
  });

  const hash = (spec: Partial<McpServerSpecInput> = {}): string | undefined =>
    deployment(spec).spec.template.metadata?.annotations?.[annotation.configHash];

  it.each<[string, Partial<McpServerSpecInput>, boolean]>([
    ['nothing', {}, false],
    ['who owns it', { organizationId: 'o', installationId: 'i', instance: 's' }, false],
    ['the hosts it may reach', { egress: { hosts: ['example.org'] } }, false],
    ['sleep', { replicas: 0 }, false],
    ['the image', { image: 'registry/files:2' }, true],
    ['the environment', { environment: [{ name: 'A', value: 'b' }] }, true],
    ['the secret', { secretRevision: 'r2' }, true],
    ['a restart', { restartedAt: '2026-01-01T00:00:00Z' }, true],
    ['the limits', { resources: { memory: '1Gi' } }, true],
  ])('replaces the pod for what concerns it: %s', (_what, spec, replaces) => {
    expect(hash(spec) !== hash()).toBe(replaces);
  });

  it('keeps pods over an upgrade of the platform: these fingerprints change only together with a note in the changelog', () => {
    expect([hash(), hash(bridge), hash({ transport: 'attach' })]).toMatchInlineSnapshot(`
      [
        "c0d17a4dc3dba009176e7359f99258e5",
        "867d72e1d93f3ac2c8ef9151ae0e0612",
        "a5767e5078769663da6cb1cd9ac4e8da",
      ]
    `);
  });
});

describe('secrets of a server', () => {
  const instance = {
    name: 'files',
    title: 'Files',
    spec: { ...server().spec, organizationId: 'o', installationId: 'i', instance: 's' },
    secret: { TOKEN: 'planted-secret' },
  };

  it('are in the Secret and nowhere else', () => {
    const written = serverObject(instance, 'servers', 'revision');
    const all = [written, ...desiredObjects(written, defaultManifestOptions).map(({ object }) => object)];
    for (const text of ['planted-secret', Buffer.from('planted-secret').toString('base64')]) {
      expect(JSON.stringify(all)).not.toContain(text);
    }
    expect(secretObject(written, instance.secret).data).toEqual({
      TOKEN: Buffer.from('planted-secret').toString('base64'),
    });
    expect(secretObject(written, instance.secret).metadata.annotations).toBeUndefined();
  });
});
