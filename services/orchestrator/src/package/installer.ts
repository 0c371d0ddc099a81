import type { z } from 'zod';
import type { PackageSource } from '@archestra/contracts';

export type PackageToRun = z.output<typeof PackageSource>;

/** An installed program and how to start it. */
export interface InstalledPackage {
  /** Everything it consists of; the server sees it and cannot write to it. */
  readonly folder: string;
  /** `node` and `python3` as the program stand for those of the runtime. */
  readonly command: readonly [program: string, ...args: string[]];
  /** What the program needs to find its parts. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Fetches one package from one kind of registry into a folder of its own. */
export interface Installer {
  /** Throws `AppError` `SERVER_UNAVAILABLE` with a sentence for an administrator. */
  install(source: PackageToRun, folder: string): Promise<void>;
  /** How the program in an installed folder is started. */
  startOf(source: PackageToRun, folder: string): Promise<Omit<InstalledPackage, 'folder'>>;
}
