import type { z } from 'zod';
import type { PackageSource } from '@archestra/contracts';

export type PackageToRun = z.output<typeof PackageSource>;

/** An installed program and how to start it. */
export interface InstalledPackage {
  /** Everything it consists of; bound read-only into the sandbox at the same path. */
  readonly folder: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** Fetches one package from one kind of registry into a folder of its own. */
export interface Installer {
  /** Throws `AppError` `SERVER_UNAVAILABLE` with a sentence for an administrator. */
  install(source: PackageToRun, folder: string): Promise<void>;
  /** How the program in an installed folder is started. */
  commandOf(source: PackageToRun, folder: string): Promise<InstalledPackage['command']>;
}
