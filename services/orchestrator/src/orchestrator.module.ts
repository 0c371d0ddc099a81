import { join, resolve } from 'node:path';
import { CONFIG } from '@archestra/service';
import { Module } from '@nestjs/common';
import { CredentialModule } from './credential/credential.module.ts';
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

const buildConnector = (config: OrchestratorConfig, egress: EgressService): Connector => {
  const dataFolder = resolve(config.DATA_DIR);
  const environment = installerEnvironment(config);
  const packages = new PackageService(join(dataFolder, 'packages'), {
    npm: new NpmClient({ command: config.NPM_COMMAND, cacheFolder: join(dataFolder, 'cache', 'npm'), environment }),
    pypi: new PypiClient({ python: config.PYTHON_COMMAND, cacheFolder: join(dataFolder, 'cache', 'pip'), environment }),
  });
  const runtime = new ProcessRuntime({
    dataFolder,
    requireSandbox: config.ARCHESTRA_REQUIRE_SANDBOX,
    memoryBytes: config.SERVER_MEMORY_BYTES,
    limits: { processes: config.SERVER_PROCESSES, openFiles: config.SERVER_OPEN_FILES },
    path: environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  });
  const remote = new HttpConnector({
    allowPrivate: config.REMOTE_ALLOW_PRIVATE,
    allowedHosts: config.REMOTE_ALLOWED_HOSTS,
  });
  return new Connector(packages, runtime, remote, egress);
};

@Module({
  imports: [CredentialModule],
  controllers: [ServerController],
  providers: [
    ServerService,
    DesiredServers,
    ServerFacts,
    UsageHistory,
    { provide: Connector, inject: [CONFIG, EgressService], useFactory: buildConnector },
    EgressService,
  ],
})
export class OrchestratorModule {}
