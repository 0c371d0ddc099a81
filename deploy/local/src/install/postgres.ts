import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface PostgresInstallation {
  major: number;
  /** Folder of `postgres`, `initdb`, `pg_config`. */
  bin: string;
}

const OLDEST_POSTGRES = 15;

// Debian and Ubuntu keep versions side by side; Homebrew has one keg per major version.
const shelves: readonly [folder: string, prefix: string][] = [
  ['/usr/lib/postgresql', ''],
  ['/opt/homebrew/opt', 'postgresql@'],
  ['/usr/local/opt', 'postgresql@'],
];

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const onShelf = ([folder, prefix]: readonly [string, string]): PostgresInstallation[] =>
  list(folder)
    .filter((entry) => entry.startsWith(prefix) && /^\d+$/.test(entry.slice(prefix.length)))
    .map((entry) => ({ major: Number(entry.slice(prefix.length)), bin: join(folder, entry, 'bin') }));

/** Every PostgreSQL server of a usable version on this machine, newest first. */
export const listPostgres = (): PostgresInstallation[] =>
  shelves
    .flatMap(onShelf)
    .filter(
      ({ major, bin }) =>
        major >= OLDEST_POSTGRES && existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')),
    )
    .sort((a, b) => b.major - a.major);

/** The newest usable PostgreSQL that has pgvector (else the newest), or the one of a given major version. */
export const findPostgres = (major?: number): PostgresInstallation | undefined => {
  const all = listPostgres().filter((installed) => major === undefined || installed.major === major);
  return all.find((installed) => vectorVersion(installed) !== undefined) ?? all[0];
};

/** Where `CREATE EXTENSION` of that server looks for its files. */
export const extensionFolders = ({ bin }: PostgresInstallation): { share: string; library: string } => {
  const ask = (what: string): string => execFileSync(join(bin, 'pg_config'), [what], { encoding: 'utf8' }).trim();
  return { share: join(ask('--sharedir'), 'extension'), library: ask('--pkglibdir') };
};

/** Version of the pgvector that server would load; undefined when it has none. */
export const vectorVersion = (installed: PostgresInstallation): string | undefined => {
  const control = join(extensionFolders(installed).share, 'vector.control');
  if (!existsSync(control)) return undefined;
  return /default_version\s*=\s*'([^']+)'/.exec(readFileSync(control, 'utf8'))?.[1];
};
