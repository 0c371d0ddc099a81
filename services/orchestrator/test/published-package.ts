import { join } from 'node:path';
import { installerEnvironment } from '../src/orchestrator.config.ts';
import type { InstalledPackage } from '../src/package/installer.ts';
import { NpmClient } from '../src/package/npm.client.ts';
import { PackageService } from '../src/package/package.service.ts';
import { PypiClient } from '../src/package/pypi.client.ts';

/** Kept between runs of the suites: what they test is not a registry. */
const packagesIn = (folder: string): PackageService => {
  const kept = join(folder, 'archestra-test-orchestrator');
  const environment = installerEnvironment(process.env);
  return new PackageService(join(kept, 'packages'), {
    npm: new NpmClient({ command: 'npm', cacheFolder: join(kept, 'cache', 'npm'), environment }),
    pypi: new PypiClient({ python: '/usr/bin/python3', cacheFolder: join(kept, 'cache', 'pip'), environment }),
  });
};

const source = {
  kind: 'package',
  arguments: [],
  environment: {},
  directories: [],
  egressHosts: [],
  limits: {},
} as const;

/** A published server with many kinds of tools, from the npm registry. */
export const publishedNpm = (folder: string): Promise<InstalledPackage> =>
  packagesIn(folder).ensure({
    ...source,
    ...{ arguments: [], directories: [], egressHosts: [] },
    ...{ registry: 'npm', package: '@modelcontextprotocol/server-everything', version: '2026.8.31' },
  });

/** A published server that knows the time, from the Python index. */
export const publishedPython = (folder: string): Promise<InstalledPackage> =>
  packagesIn(folder).ensure({
    ...source,
    ...{ arguments: ['--local-timezone', 'UTC'], directories: [], egressHosts: [] },
    ...{ registry: 'pypi', package: 'mcp-server-time', version: '2026.10.19' },
  });
