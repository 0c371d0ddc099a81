import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A Kubernetes to test on, or a sentence that says why there is none. */
export type Cluster =
  { readonly where: string; readonly environment: Readonly<Record<string, string>> } | { readonly lacking: string };

const KIND_CLUSTER = 'archestra-test';

const run = (program: string, args: readonly string[]): { ok: boolean; output: string } => {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { ok: status === 0, output: stdout ?? '' };
};

const answers = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;

const byKind = (): Cluster => {
  const folder = mkdtempSync(join(tmpdir(), 'archestra-kind-'));
  const known = run('kind', ['get', 'clusters']).output.split('\n').includes(KIND_CLUSTER);
  if (!known && !run('kind', ['create', 'cluster', '--name', KIND_CLUSTER, '--wait', '180s']).ok)
    throw new Error('kind could not create a cluster');
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, run('kind', ['get', 'kubeconfig', '--name', KIND_CLUSTER]).output, { mode: 0o600 });
  const script = fileURLToPath(new URL('../../fixture/kind-image.sh', import.meta.url));
  return {
    where: `kind cluster ${KIND_CLUSTER}`,
    environment: { KUBECONFIG: kubeconfig, ARCHESTRA_KUBE_IMAGE: `${script} ${KIND_CLUSTER}` },
  };
};

/** A script that starts a cluster and prints the path of its kubeconfig as its last line; `<script> image NAME FOLDER ENTRY…` loads a folder as an image. */
const byScript = (script: string): Cluster => {
  if (!existsSync(script)) throw new Error(`ARCHESTRA_KUBE_UP names ${script}, which does not exist`);
  const { ok, output } = run(script, []);
  const kubeconfig = output.trim().split('\n').at(-1) ?? '';
  if (!ok || !existsSync(kubeconfig)) throw new Error(`${script} did not print the path of a kubeconfig`);
  return {
    where: `started by ${script}`,
    environment: { KUBECONFIG: kubeconfig, ARCHESTRA_KUBE_IMAGE: `${script} image` },
  };
};

/** In this order: KUBECONFIG, kind where Docker runs, ARCHESTRA_KUBE_UP. Throws when one of them is there and does not work. */
export const findCluster = (environment: NodeJS.ProcessEnv): Cluster => {
  const { KUBECONFIG, ARCHESTRA_KUBE_UP } = environment;
  if (KUBECONFIG) {
    const image = ARCHESTRA_KUBE_UP ? { ARCHESTRA_KUBE_IMAGE: `${ARCHESTRA_KUBE_UP} image` } : {};
    return { where: `KUBECONFIG=${KUBECONFIG}`, environment: { KUBECONFIG, ...image } };
  }
  if (answers('docker', ['info']) && answers('kind', ['version'])) return byKind();
  if (ARCHESTRA_KUBE_UP) return byScript(ARCHESTRA_KUBE_UP);
  return {
    lacking:
      'there is no cluster. Set KUBECONFIG, or start Docker with kind installed, or set ARCHESTRA_KUBE_UP to a script that starts a cluster and prints the path of its kubeconfig.',
  };
};
