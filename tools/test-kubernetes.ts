import { spawnSync } from 'node:child_process';
import { ensureInstalled, stderrProgress } from '@archestra/local';
import { findCluster } from '@archestra/testing/cluster';

const cluster = findCluster(process.env);
if ('lacking' in cluster) {
  console.log(`The tests on Kubernetes are skipped: ${cluster.lacking}`);
  process.exit(0);
}
console.log(`Kubernetes: ${cluster.where}`);
await ensureInstalled(stderrProgress);
await ensureInstalled(stderrProgress, ['tini']);
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    // One cluster, one disk, and pods that share the machine with the tests.
    '--maxWorkers=1',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, ...cluster.environment, ARCHESTRA_TEST_KUBERNETES: 'true' } },
);
process.exitCode = status ?? 1;
