import { randomBytes } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { atEnd } from '../infra/cleanup.ts';

/** A namespace of a real cluster, and the ways into it. */
export interface TestNamespace {
  readonly name: string;
  /** Path of the kubeconfig, for a process or a client under test. */
  readonly kubeconfig: string;
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly custom: CustomObjectsApi;
}

const kubeconfigPath = (): string => {
  const path = process.env['KUBECONFIG'];
  if (!path) throw new Error('Tests on Kubernetes run with: npm run test:k8s');
  return path;
};

const open = (name: string): TestNamespace => {
  const kubeconfig = kubeconfigPath();
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return {
    name,
    kubeconfig,
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
  };
};

/** Nobody is left who would end what a finalizer waits for; the namespace would stay for ever. */
const letGo = async ({ custom, name }: TestNamespace): Promise<void> => {
  const where = { group: 'archestra.dev', version: 'v1alpha1', namespace: name, plural: 'mcpservers' };
  const listed = (await custom.listNamespacedCustomObject(where).catch(() => ({ items: [] }))) as {
    items: { metadata: { name: string } }[];
  };
  const body = [{ op: 'remove', path: '/metadata/finalizers' }];
  for (const { metadata } of listed.items)
    await custom.patchNamespacedCustomObject({ ...where, name: metadata.name, body }).catch(() => undefined);
};

/**
 * A namespace of its own for the describe block (or file) that calls it, in which admission enforces the `restricted` Pod
 * Security Standard. Deleted at the end with everything in it; `KEEP_NAMESPACES=true` leaves it to be looked at.
 */
export const useNamespace = (prefix: string): (() => TestNamespace) => {
  let namespace: TestNamespace | undefined;
  beforeAll(async () => {
    const opened = open(`${prefix}-${randomBytes(4).toString('hex')}`);
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'latest',
      'archestra.dev/test': 'true',
    };
    await opened.core.createNamespace({ body: { metadata: { name: opened.name, labels } } });
    namespace = opened;
  }, 30_000);
  atEnd(async () => {
    if (!namespace || process.env['KEEP_NAMESPACES'] === 'true') return;
    await letGo(namespace);
    await namespace.core.deleteNamespace({ name: namespace.name });
  });
  return () => {
    if (!namespace) throw new Error('The namespace exists inside hooks and tests only.');
    return namespace;
  };
};
