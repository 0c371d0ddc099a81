import { resolve } from 'node:path';
import { installations } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Module } from '@nestjs/common';
import { KubernetesClient } from '../cluster/kubernetes.client.ts';
import { installerEnvironment, type OrchestratorConfig } from '../orchestrator.config.ts';
import { ProposalModule } from '../proposal/proposal.module.ts';
import { Proposals } from '../proposal/proposals.ts';
import { ProcessRuntime } from './process.runtime.ts';
import { RUNTIME, type Runtime } from './runtime.ts';
import { ServerCluster } from './server-cluster.ts';

/** A runtime for processes of this machine; whether they may do without a sandbox is the caller's decision. */
export const processRuntime = (config: OrchestratorConfig, requireSandbox: boolean): ProcessRuntime =>
  new ProcessRuntime({
    dataFolder: resolve(config.DATA_DIR),
    requireSandbox,
    memoryBytes: config.SERVER_MEMORY_BYTES,
    directories: config.SERVER_DIRECTORIES,
    limits: { processes: config.SERVER_PROCESSES, openFiles: config.SERVER_OPEN_FILES },
    path: installerEnvironment(config)['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    python: config.PYTHON_COMMAND,
  });

const buildCluster = (
  config: OrchestratorConfig,
  snapshots: Snapshots,
  proposals: Proposals,
): ServerCluster | undefined => {
  if (config.SERVER_RUNTIME !== 'kubernetes') return undefined;
  const cluster = KubernetesClient.load(config.KUBERNETES_NAMESPACE, config.KUBECONFIG);
  return new ServerCluster({
    config,
    cluster,
    kubeConfig: cluster.config,
    desired: snapshots.reader(installations),
    proposals,
  });
};

/** Where servers run, as configured. */
@Module({
  imports: [ProposalModule],
  providers: [
    { provide: ServerCluster, inject: [CONFIG, Snapshots, Proposals], useFactory: buildCluster },
    {
      provide: RUNTIME,
      inject: [CONFIG, { token: ServerCluster, optional: true }],
      useFactory: (config: OrchestratorConfig, cluster: ServerCluster | undefined): Runtime =>
        cluster?.runtime ?? processRuntime(config, config.ARCHESTRA_REQUIRE_SANDBOX),
    },
  ],
  exports: [RUNTIME, ServerCluster],
})
export class RuntimeModule {}
