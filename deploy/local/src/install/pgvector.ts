import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOrThrow, which } from '../machine/command.ts';
import { reasonOf, StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { aptCandidate, aptInstall } from './apt.ts';
import { extensionFolders, vectorVersion, type PostgresInstallation } from './postgres.ts';
import { runAsRoot } from './root.ts';
import { unpackSource } from './source-package.ts';
import { isAtLeast } from './version.ts';

/** Iterative index scans came with this version; older ones lose rows under a filter. */
export const LEAST_VECTOR = '0.8.0';
/** Older ones can corrupt an HNSW index while it is vacuumed. */
const SOUND_VECTOR = '0.8.4';

const isPresent = (installed: PostgresInstallation, least: string): boolean => {
  const version = vectorVersion(installed);
  return version !== undefined && isAtLeast(version, least);
};

const headers = async (major: number, folder: string): Promise<string> => {
  // The package itself would bring a whole compiler suite along; only its header files are needed.
  await runOrThrow('apt-get', ['download', '-q', `postgresql-server-dev-${major}`], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.startsWith('postgresql-server-dev') && file.endsWith('.deb'));
  if (archive === undefined) throw new Error(`postgresql-server-dev-${major} could not be downloaded`);
  const root = join(folder, 'headers');
  await runOrThrow('dpkg-deb', ['-x', join(folder, archive), root]);
  return join(root, 'usr/include/postgresql', String(major), 'server');
};

const compile = async (tree: string, include: string, output: string): Promise<void> => {
  const sources = readdirSync(join(tree, 'src'))
    .filter((file) => file.endsWith('.c'))
    .map((file) => join('src', file));
  const math = ['-ftree-vectorize', '-fassociative-math', '-fno-signed-zeros', '-fno-trapping-math'];
  // No -march: the same file must run on every machine of this architecture.
  await runOrThrow(
    'gcc',
    [
      '-shared',
      '-fPIC',
      '-O2',
      '-fno-strict-aliasing',
      '-fwrapv',
      ...math,
      '-D_GNU_SOURCE',
      '-I',
      include,
      '-o',
      output,
      ...sources,
      '-lm',
    ],
    { cwd: tree },
  );
};

const stage = (tree: string, folder: string): string => {
  const share = join(folder, 'share');
  mkdirSync(share);
  const control = join(tree, 'vector.control');
  const version = /default_version\s*=\s*'([^']+)'/.exec(readFileSync(control, 'utf8'))?.[1];
  copyFileSync(control, join(share, 'vector.control'));
  for (const file of readdirSync(join(tree, 'sql')).filter((name) => name.startsWith('vector--')))
    copyFileSync(join(tree, 'sql', file), join(share, file));
  copyFileSync(join(tree, 'sql', 'vector.sql'), join(share, `vector--${version}.sql`));
  return share;
};

const installFiles = 'set -e; mkdir -p "$3" "$4"; install -m 755 "$1" "$3/"; install -m 644 "$2"/* "$4/"';

const build = async (installed: PostgresInstallation, progress: Progress): Promise<void> => {
  if (!which('gcc') || !existsSync('/usr/include/math.h')) await aptInstall(['gcc', 'libc6-dev']);
  const folder = mkdtempSync(join(tmpdir(), 'archestra-pgvector-'));
  try {
    const { tree, shortfall } = await unpackSource({
      name: 'pgvector',
      least: SOUND_VECTOR,
      tolerable: LEAST_VECTOR,
      folder,
    });
    const library = join(folder, 'vector.so');
    await compile(tree, await headers(installed.major, folder), library);
    const target = extensionFolders(installed);
    await runAsRoot(
      installFiles,
      [library, stage(tree, folder), target.library, target.share],
      `install pgvector ${SOUND_VECTOR} or newer for PostgreSQL ${installed.major}`,
    );
    if (shortfall !== undefined) {
      progress.warn(
        `pgvector ${vectorVersion(installed)} is installed because ${SOUND_VECTOR} was not to be had (${shortfall}). It can damage an HNSW index during vacuum: replace it when you can.`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const packaged = async (installed: PostgresInstallation, least: string): Promise<boolean> => {
  const name = `postgresql-${installed.major}-pgvector`;
  const candidate = await aptCandidate(name);
  if (candidate === undefined || !isAtLeast(candidate, least)) return false;
  await aptInstall([name]);
  return true;
};

const fallBack = async (installed: PostgresInstallation, progress: Progress, cause: unknown): Promise<void> => {
  if (await packaged(installed, LEAST_VECTOR)) {
    progress.warn(
      `pgvector ${SOUND_VECTOR} could not be built (${reasonOf(cause)}); the packaged ${vectorVersion(installed)} is used instead.`,
    );
    return;
  }
  throw new StepFailure(
    `pgvector could not be built: ${reasonOf(cause)}`,
    `Install pgvector ${LEAST_VECTOR} or newer for PostgreSQL ${installed.major}, or give a DATABASE_URL of a server that has it.`,
    { cause },
  );
};

/** Brings pgvector to a PostgreSQL on Debian or Ubuntu: the package where it is new enough, else the distribution's newer source. */
export const installVector = async (installed: PostgresInstallation, progress: Progress): Promise<void> => {
  if (isPresent(installed, LEAST_VECTOR)) return;
  await progress.step(`Install pgvector for PostgreSQL ${installed.major}`, async () => {
    if (await packaged(installed, SOUND_VECTOR)) return;
    await build(installed, progress).catch((error: unknown) => fallBack(installed, progress, error));
  });
};
