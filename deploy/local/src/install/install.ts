import { runOrThrow, which } from '../machine/command.ts';
import { reasonOf, StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { aptInstall } from './apt.ts';
import { missing, parts, type Part } from './installed.ts';
import { installVector } from './pgvector.ts';
import { findPostgres } from './postgres.ts';

const aptPackages: Record<Part, readonly string[]> = {
  postgres: ['postgresql'],
  nats: ['nats-server'],
  redis: ['redis-server'],
  bubblewrap: ['bubblewrap'],
  tini: ['tini'],
};

const brewFormulas: Record<Part, readonly string[]> = {
  postgres: ['postgresql@17', 'pgvector'],
  nats: ['nats-server'],
  redis: ['redis'],
  bubblewrap: [],
  tini: ['tini'],
};

const byApt = async (lacking: readonly Part[], progress: Progress): Promise<void> => {
  const packages = lacking
    .filter((part) => part !== 'postgres' || !findPostgres())
    .flatMap((part) => aptPackages[part]);
  if (packages.length > 0) await progress.step(`Install ${packages.join(', ')}`, () => aptInstall(packages));
  const installed = findPostgres();
  if (lacking.includes('postgres') && installed) await installVector(installed, progress);
};

const byBrew = async (lacking: readonly Part[], progress: Progress): Promise<void> => {
  const formulas = lacking.flatMap((part) => brewFormulas[part]);
  await progress.step(`Install ${formulas.join(', ')}`, async () => {
    await runOrThrow('brew', ['install', ...formulas]).catch((error: unknown) => {
      throw new StepFailure(reasonOf(error), `Run: brew install ${formulas.join(' ')}`, { cause: error });
    });
  });
};

const nameOf: Record<Part, string> = {
  postgres: 'PostgreSQL 15 or newer with pgvector 0.8 or newer',
  nats: 'nats-server 2.9 or newer',
  redis: 'redis-server 7 or newer',
  bubblewrap: 'bubblewrap',
  tini: 'tini',
};

const byWhatThereIs = (lacking: readonly Part[], progress: Progress): Promise<void> => {
  if (which('apt-get')) return byApt(lacking, progress);
  if (which('brew')) return byBrew(lacking, progress);
  throw new StepFailure(
    `This machine lacks ${lacking.map((part) => nameOf[part]).join(', ')}, and has neither apt-get nor brew.`,
    'Install them with the means of your system and run ./start again, or give DATABASE_URL, NATS_URL and REDIS_URL.',
  );
};

/** Installs what is missing of the wanted parts; does nothing, quickly, when all are there. Throws StepFailure with what to do. */
export const ensureInstalled = async (progress: Progress, wanted: readonly Part[] = parts): Promise<void> => {
  const lacking = missing(wanted);
  if (lacking.length === 0) return;
  await byWhatThereIs(lacking, progress);
  const still = missing(lacking);
  if (still.length > 0)
    throw new StepFailure(
      `Still missing after the installation: ${still.map((part) => nameOf[part]).join(', ')}.`,
      'Install them by hand and run ./start again.',
    );
};
