import { join, resolve } from 'node:path';
import { CONFIG } from '@archestra/service';
import { Module } from '@nestjs/common';
import { CredentialModule } from './credential/credential.module.ts';
import { boundedFetch } from './connection/guarded-fetch.client.ts';
import { HttpConnector } from './connection/http.connector.ts';
import { EgressService } from './egress/egress.service.ts';
import { installerEnvironment, type OrchestratorConfig } from './orchestrator.config.ts';
import { NpmClient } from './package/npm.client.ts';
import { PackageService } from './package/package.service.ts';
import { PypiClient } from './package/pypi.client.ts';
import { ProcessRuntime } from './runtime/process.runtime.ts';
import { Connector } from './server/connector.ts';
import { ServerController } from './server/server.controller.ts';
import { DesiredServers } from './server/desired-servers.ts';
import { ServerFacts } from './server/server.events.ts';
import { ServerService } from './server/server.service.ts';
import { UsageHistory } from './server/usage-history.ts';
import { TrialController } from './trial/trial.controller.ts';
import { TrialDesk } from './trial/trial.desk.ts';
import { TrialService } from './trial/trial.service.ts';

const buildPackages = (config: OrchestratorConfig): PackageService => {
  const dataFolder = resolve(config.DATA_DIR);
  const environment = installerEnvironment(config);
  return new PackageService(join(dataFolder, 'packages'), {
    npm: new NpmClient({ command: config.NPM_COMMAND, cacheFolder: join(dataFolder, 'cache', 'npm'), environment }),
    pypi: new PypiClient({ python: config.PYTHON_COMMAND, cacheFolder: join(dataFolder, 'cache', 'pip'), environment }),
  });
};

const processRuntime = (config: OrchestratorConfig, requireSandbox: boolean): ProcessRuntime =>
  new ProcessRuntime({
    dataFolder: resolve(config.DATA_DIR),
    requireSandbox,
    memoryBytes: config.SERVER_MEMORY_BYTES,
    limits: { processes: config.SERVER_PROCESSES, openFiles: config.SERVER_OPEN_FILES },
    path: installerEnvironment(config)['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  });

const buildConnector = (config: OrchestratorConfig, packages: PackageService, egress: EgressService): Connector => {
  const remote = new HttpConnector({
    allowPrivate: config.REMOTE_ALLOW_PRIVATE,
    allowedHosts: config.REMOTE_ALLOWED_HOSTS,
  });
  return new Connector(packages, processRuntime(config, config.ARCHESTRA_REQUIRE_SANDBOX), remote, egress);
};

/** Nobody has approved a candidate yet: without a sandbox it does not run, whatever is allowed to others. */
const buildTrials = (config: OrchestratorConfig, packages: PackageService, egress: EgressService): TrialDesk =>
  new TrialDesk(
    new TrialService({
      packages,
      egress,
      runtime: processRuntime(config, true),
      dataFolder: resolve(config.DATA_DIR),
      fetch: boundedFetch,
    }),
  );

@Module({
  imports: [CredentialModule],
  controllers: [ServerController, TrialController],
  providers: [
    ServerService,
    DesiredServers,
    ServerFacts,
    UsageHistory,
    { provide: PackageService, inject: [CONFIG], useFactory: buildPackages },
    { provide: Connector, inject: [CONFIG, PackageService, EgressService], useFactory: buildConnector },
    { provide: TrialDesk, inject: [CONFIG, PackageService, EgressService], useFactory: buildTrials },
    EgressService,
  ],
})
export class OrchestratorModule {}
