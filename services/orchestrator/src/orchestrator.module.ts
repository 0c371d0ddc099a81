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
import { PackageSweep } from './package/package-sweep.ts';
import { PackedPackages } from './package/packed-package.ts';
import { PypiClient } from './package/pypi.client.ts';
import { processRuntime, RuntimeModule } from './runtime/runtime.module.ts';
import { RUNTIME, type Runtime } from './runtime/runtime.ts';
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

const buildConnector = (
  config: OrchestratorConfig,
  packages: PackageService,
  egress: EgressService,
  runtime: Runtime,
): Connector => {
  const remote = new HttpConnector({
    allowPrivate: config.REMOTE_ALLOW_PRIVATE,
    allowedHosts: config.REMOTE_ALLOWED_HOSTS,
  });
  return new Connector(packages, runtime, remote, egress);
};

/** Nobody has approved a candidate yet: without a sandbox it does not run, whatever is allowed to others. */
const buildTrials = (
  config: OrchestratorConfig,
  packages: PackageService,
  egress: EgressService,
  runtime: Runtime,
): TrialDesk =>
  new TrialDesk(
    new TrialService({
      packages,
      egress,
      runtime: runtime.kind === 'process' ? processRuntime(config, true) : runtime,
      fetch: boundedFetch,
    }),
  );

const buildSweep = (config: OrchestratorConfig, packages: PackageService, desired: DesiredServers): PackageSweep =>
  new PackageSweep({ packages, desired, packed: new PackedPackages(join(resolve(config.DATA_DIR), 'packed')) });

@Module({
  imports: [CredentialModule, RuntimeModule],
  controllers: [ServerController, TrialController],
  providers: [
    ServerService,
    DesiredServers,
    ServerFacts,
    UsageHistory,
    { provide: PackageService, inject: [CONFIG], useFactory: buildPackages },
    { provide: Connector, inject: [CONFIG, PackageService, EgressService, RUNTIME], useFactory: buildConnector },
    { provide: TrialDesk, inject: [CONFIG, PackageService, EgressService, RUNTIME], useFactory: buildTrials },
    { provide: PackageSweep, inject: [CONFIG, PackageService, DesiredServers], useFactory: buildSweep },
    EgressService,
  ],
})
export class OrchestratorModule {}
