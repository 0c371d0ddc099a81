import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstalledPackage, Installer, PackageToRun } from './installer.ts';

/** Longer than any first run waits and takes, and than a server that is being replaced still runs. */
const UNUSED_MS = 24 * 60 * 60_000;

/**
 * Installed packages on disk, by registry, name and exact version; each is installed once and never changed. The time of its
 * folder is when it was last asked for or wanted.
 */
export class PackageService {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly unfinished: string;
  /** Of folders below `unfinished`, those that are being worked on. */
  private readonly filling = new Set<string>();
  private choosing: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly installers: Readonly<Record<PackageToRun['registry'], Installer>>,
  ) {
    this.unfinished = join(folder, 'unfinished');
  }

  /** The package, installed first if need be. Callers that want the same one at the same time share the work. */
  async ensure(source: PackageToRun): Promise<InstalledPackage> {
    const installer = this.installers[source.registry];
    const folder = this.folderOf(source);
    let work = this.underWay.get(folder);
    if (!work) {
      work = this.install(installer, source, folder).finally(() => this.underWay.delete(folder));
      this.underWay.set(folder, work);
    }
    await work;
    return { folder, ...(await installer.startOf(source, folder)) };
  }

  /** Removes what no installation wants and nobody asked for in a day, and what an earlier life of ours did not finish. */
  async sweep(wanted: readonly PackageToRun[]): Promise<void> {
    // Who asks while it is chosen what goes, waits for that moment and not for the removal.
    this.choosing = this.putAside(wanted);
    await this.choosing.finally(() => (this.choosing = Promise.resolve()));
    for (const path of await foldersIn(this.unfinished))
      if (!this.filling.has(path)) await rm(path, { recursive: true, force: true });
  }

  /** Folders of all packages that are ready to run. */
  async prepared(): Promise<string[]> {
    const found = Object.keys(this.installers).map((registry) => foldersIn(join(this.folder, registry)));
    return (await Promise.all(found)).flat();
  }

  private async putAside(wanted: readonly PackageToRun[]): Promise<void> {
    await mkdir(this.unfinished, { recursive: true });
    await Promise.all(wanted.map((source) => touched(this.folderOf(source))));
    for (const folder of await this.prepared()) {
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > UNUSED_MS && !this.underWay.has(folder))
        // At once, so that a folder under its final name is whole until it is gone.
        await rename(folder, join(this.unfinished, randomUUID()));
    }
  }

  private folderOf({ registry, package: name, version }: PackageToRun): string {
    return join(this.folder, registry, `${name.replaceAll('/', '__')}@${version}`);
  }

  private async install(installer: Installer, source: PackageToRun, folder: string): Promise<void> {
    await this.choosing.catch(() => undefined);
    if (await touched(folder)) return;
    // Renamed when complete: a folder under its final name is always a whole installation.
    const unfinished = join(this.unfinished, randomUUID());
    this.filling.add(unfinished);
    try {
      for (const path of [dirname(folder), unfinished]) await mkdir(path, { recursive: true });
      await chmod(unfinished, 0o755);
      await installer.install(source, unfinished);
      await rename(unfinished, folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    } finally {
      this.filling.delete(unfinished);
    }
  }
}

/** Whether it is there; that it is used is noted on it. */
const touched = (path: string): Promise<boolean> =>
  utimes(path, new Date(), new Date()).then(
    () => true,
    () => false,
  );

const foldersIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch((): string[] => []);
  return names.map((name) => join(folder, name));
};
