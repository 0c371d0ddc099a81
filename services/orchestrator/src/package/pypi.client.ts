import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@archestra/contracts';
import { runCommand } from './command.client.ts';
import { programOf } from './entry-point.ts';
import type { InstalledPackage, Installer, PackageToRun } from './installer.ts';

const TIMEOUT_MS = 300_000;

export interface PypiOptions {
  /** The Python whose pip is used. */
  python: string;
  cacheFolder: string;
  environment: Readonly<Record<string, string>>;
}

/** Packages of the Python index, each in its own folder. Only built archives are taken: building one would run its code. */
export class PypiClient implements Installer {
  constructor(private readonly options: PypiOptions) {}

  async install(source: PackageToRun, folder: string): Promise<void> {
    const { python, cacheFolder, environment } = this.options;
    if (!existsSync(python))
      throw new AppError(
        'SERVER_UNAVAILABLE',
        `Python servers need Python at ${python}, which this machine does not have.`,
      );
    const args = [
      '-m',
      'pip',
      'install',
      '--only-binary=:all:',
      // Compiled files carry times; without them the same package is the same archive.
      '--no-compile',
      '--no-input',
      '--disable-pip-version-check',
      '--cache-dir',
      cacheFolder,
      '--target',
      join(folder, 'site'),
    ];
    try {
      await runCommand({
        program: python,
        args: [...args, `${source.package}==${source.version}`],
        cwd: folder,
        env: environment,
        timeoutMs: TIMEOUT_MS,
      });
    } catch (cause) {
      const message = `The Python package ${source.package} ${source.version} could not be installed. Check its name and version, that pip is present, and that the index can be reached.`;
      throw new AppError('SERVER_UNAVAILABLE', message, { cause });
    }
  }

  async startOf(source: PackageToRun, folder: string): Promise<Omit<InstalledPackage, 'folder'>> {
    const site = join(folder, 'site');
    const script = await programOf(site, source.package);
    if (!script)
      throw new AppError('SERVER_UNAVAILABLE', `The Python package ${source.package} contains no program to run.`);
    return {
      command: ['python3', join(site, 'bin', script), ...source.arguments],
      environment: { PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    };
  }
}
