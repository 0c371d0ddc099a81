import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, stderrProgress } from '@archestra/local';
import { makeBaseFolder } from './base-folder.ts';
import { loadImage } from './image.ts';
import { RootFolder } from './root-folder.ts';

const tides = fileURLToPath(new URL('../../fixture/tides.mjs', import.meta.url));
const definition = fileURLToPath(new URL('../../../../deploy/kubernetes/crd.yaml', import.meta.url));

/** What kubectl says; throws with its complaint. */
export const kubectl = (words: readonly string[], input?: string): string => {
  const { status, stdout, stderr } = spawnSync('kubectl', [...words], { encoding: 'utf8', input });
  if (status !== 0) throw new Error(`kubectl ${words.join(' ')}: ${stderr}`);
  return stdout;
};

/** Address under which pods reach this machine: that of the node, unless ARCHESTRA_KUBE_HOST knows better. */
const hostAddress = (): string => {
  const known = process.env['ARCHESTRA_KUBE_HOST'];
  if (known) return known;
  const path = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  const address = kubectl(['get', 'nodes', '-o', `jsonpath=${path}`]).trim();
  if (!address) throw new Error('The node has no address.');
  return address;
};

/** The environment of an installation (`startInstallation`) that runs its servers in this namespace of the cluster KUBECONFIG names. */
export const onCluster = async (namespace: string): Promise<Record<string, string>> => {
  await ensureInstalled(stderrProgress, ['tini']);
  kubectl(['apply', '--server-side', '--force-conflicts', '-f', definition]);
  const host = hostAddress();
  return {
    SERVER_RUNTIME: 'kubernetes',
    KUBECONFIG: process.env['KUBECONFIG'] ?? '',
    KUBERNETES_NAMESPACE: namespace,
    KUBERNETES_BASE_IMAGE: await loadImage({ name: 'archestra-base', ...makeBaseFolder() }),
    KUBERNETES_ORCHESTRATOR_CIDRS: `${host}/32`,
    POD_DOOR_ADVERTISED_HOST: host,
    EGRESS_HOST: '0.0.0.0',
    EGRESS_ADVERTISED_HOST: host,
  };
};

/** An image with a small MCP server whose tool `tide` answers, over stdio or over Streamable HTTP on port 8080 and any path. */
export const tidesImage = (transport: 'attach' | 'http'): Promise<string> => {
  const root = new RootFolder().addProgram(process.execPath, 'usr/bin/node').addFile(tides, 'tides.mjs');
  const entry = ['/usr/bin/node', '/tides.mjs', ...(transport === 'http' ? ['--http'] : [])];
  return loadImage({ name: `tides-${transport}`, folder: root.path, entry });
};
