import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@archestra/contracts';
import { z } from 'zod';
import { runCommand } from './command.client.ts';
import type { InstalledPackage, Installer, PackageToRun } from './installer.ts';

const TIMEOUT_MS = 300_000;

const Manifest = z.looseObject({ bin: z.union([z.string(), z.record(z.string(), z.string())]).optional() });
const Lock = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      version: z.string().optional(),
    }),
  ),
});

export interface NpmOptions {
  command: string;
  cacheFolder: string;
  environment: Readonly<Record<string, string>>;
}

const broken = (source: PackageToRun, why: string, cause?: unknown): AppError =>
  new AppError('SERVER_UNAVAILABLE', `The npm package ${source.package}@${source.version} ${why}`, { cause });

const entryOf = (bin: string | Record<string, string>, name: string): string | undefined => {
  if (typeof bin === 'string') return bin;
  return bin[name.split('/').at(-1) ?? name] ?? Object.values(bin)[0];
};

/** Packages of the npm registry. Nothing of a package runs during installation, and npm checks every archive against its integrity. */
export class NpmClient implements Installer {
  constructor(private readonly options: NpmOptions) {}

  async install(source: PackageToRun, folder: string): Promise<void> {
    const { command, cacheFolder, environment } = this.options;
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'server', version: '0.0.0', private: true }));
    const args = [
      'install',
      '--ignore-scripts',
      '--omit=dev',
      '--no-audit',
      '--no-fund',
      '--save-exact',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=5000',
      `--cache=${cacheFolder}`,
      `${source.package}@${source.version}`,
    ];
    try {
      await runCommand({ program: command, args, cwd: folder, env: environment, timeoutMs: TIMEOUT_MS });
    } catch (cause) {
      throw broken(
        source,
        'could not be installed. Check its name and version, and that the registry can be reached.',
        cause,
      );
    }
    await this.verify(source, folder);
  }

  async startOf(source: PackageToRun, folder: string): Promise<Omit<InstalledPackage, 'folder'>> {
    const root = join(folder, 'node_modules', source.package);
    const { bin } = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    const entry = bin && entryOf(bin, source.package);
    if (!entry) throw broken(source, 'contains no program to run.');
    return { command: ['node', join(root, entry), ...source.arguments], environment: {} };
  }

  private async verify(source: PackageToRun, folder: string): Promise<void> {
    const lock = Lock.parse(JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')));
    // A tag or a range is another version tomorrow: what was reviewed would not be what runs.
    const found = lock.packages[`node_modules/${source.package}`]?.version;
    if (found !== source.version)
      throw broken(source, `is no exact version: it would be ${found ?? 'something else'} today.`);
    const unverified = Object.entries(lock.packages).filter(
      ([path, { integrity }]) => path !== '' && integrity === undefined,
    );
    if (unverified.length > 0) throw broken(source, `has a part that cannot be verified: ${unverified[0]?.[0]}.`);
  }
}
