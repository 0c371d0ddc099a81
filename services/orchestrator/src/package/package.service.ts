import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstalledPackage, Installer, PackageToRun } from './installer.ts';

/** Installed packages on disk, by registry, name and exact version; each is installed once and never changed. */
export class PackageService {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly folder: string,
    private readonly installers: Readonly<Record<PackageToRun['registry'], Installer>>,
  ) {}

  /** The package, installed first if need be. Callers that want the same one at the same time share the work. */
  async ensure(source: PackageToRun): Promise<InstalledPackage> {
    const installer = this.installers[source.registry];
    const folder = join(this.folder, source.registry, `${source.package.replaceAll('/', '__')}@${source.version}`);
    let work = this.underWay.get(folder);
    if (!work) {
      work = this.install(installer, source, folder).finally(() => this.underWay.delete(folder));
      this.underWay.set(folder, work);
    }
    await work;
    return { folder, ...(await installer.startOf(source, folder)) };
  }

  private async install(installer: Installer, source: PackageToRun, folder: string): Promise<void> {
    if (await exists(folder)) return;
    await mkdir(dirname(folder), { recursive: true });
    // Renamed when complete: a folder under its final name is always a whole installation.
    const unfinished = await mkdtemp(`${folder}.part-`);
    try {
      await chmod(unfinished, 0o755);
      await installer.install(source, unfinished);
      await rename(unfinished, folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
