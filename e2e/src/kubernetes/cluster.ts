import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadImage, makeBaseFolder, RootFolder, type TestNamespace } from '@archestra/testing/kubernetes';

const fixture = fileURLToPath(new URL('./fixture/tides.mjs', import.meta.url));
const definition = fileURLToPath(new URL('../../../deploy/kubernetes/crd.yaml', import.meta.url));

/** What kubectl says; throws with its complaint. */
export const kubectl = (words: readonly string[], input?: string): string => {
  const { status, stdout, stderr } = spawnSync('kubectl', [...words], { encoding: 'utf8', input });
  if (status !== 0) throw new Error(`kubectl ${words.join(' ')}: ${stderr}`);
  return stdout;
};

/** Address under which pods reach this machine: that of the node, unless ARCHESTRA_KUBE_HOST knows better. */
const hostAddress = async ({ core }: TestNamespace): Promise<string> => {
  const known = process.env['ARCHESTRA_KUBE_HOST'];
  if (known) return known;
  const { items } = await core.listNode();
  const address = items[0]?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (!address) throw new Error('The node has no address.');
  return address;
};

/** The environment of an installation that runs its servers in this namespace. */
export const onCluster = async (namespace: TestNamespace): Promise<Record<string, string>> => {
  kubectl(['apply', '--server-side', '--force-conflicts', '-f', definition]);
  const base = makeBaseFolder();
  const host = await hostAddress(namespace);
  return {
    SERVER_RUNTIME: 'kubernetes',
    KUBECONFIG: namespace.kubeconfig,
    KUBERNETES_NAMESPACE: namespace.name,
    KUBERNETES_BASE_IMAGE: await loadImage({ name: 'archestra-base', ...base }),
    KUBERNETES_ORCHESTRATOR_CIDRS: `${host}/32`,
    POD_DOOR_ADVERTISED_HOST: host,
    EGRESS_HOST: '0.0.0.0',
    EGRESS_ADVERTISED_HOST: host,
  };
};

/** An image with a small MCP server, over stdio or over HTTP. */
export const tidesImage = (transport: 'attach' | 'http'): Promise<string> => {
  const root = new RootFolder().addProgram(process.execPath, 'usr/bin/node').addFile(fixture, 'tides.mjs');
  const entry = ['/usr/bin/node', '/tides.mjs', ...(transport === 'http' ? ['--http'] : [])];
  return loadImage({ name: `tides-${transport}`, folder: root.path, entry });
};

/** Everything of a server that is left in the namespace: names with their kinds. */
export const leftOvers = ({ name }: TestNamespace): string[] => {
  const kinds = 'mcpservers,deployments,replicasets,pods,services,secrets,serviceaccounts,networkpolicies';
  const found = kubectl(['-n', name, 'get', kinds, '-o', 'name']).split('\n').filter(Boolean);
  return found.filter((line) => line !== 'serviceaccount/default').sort();
};
