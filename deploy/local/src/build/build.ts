import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Home } from '../home/home.ts';
import { readJson, writeJson } from '../home/json-file.ts';
import { run } from '../machine/command.ts';
import { services } from '../plan/service.ts';
import { StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { sourceFingerprint } from './fingerprint.ts';

const Built = z.object({ fingerprint: z.string() });

const products = (repository: string): string[] => [
  join(repository, 'libs/service/dist/telemetry.js'),
  join(repository, 'apps/web/dist/index.html'),
  ...services.map(({ folder }) => join(repository, folder, 'dist', 'main.js')),
];

const failure = (home: Home, output: string): StepFailure => {
  const log = join(home.logs, 'build.log');
  writeFileSync(log, output, { mode: 0o600 });
  const end = output.trimEnd().split('\n').slice(-25).join('\n');
  return new StepFailure(
    `The build failed:\n${end}`,
    `The whole output is in ${log}. Correct the cause and run ./start again.`,
  );
};

const compile = async (home: Home): Promise<void> => {
  const nx = join(home.repository, 'node_modules', '.bin', 'nx');
  // Without its daemon: nothing of ours may go on running after ./start --down.
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', FORCE_COLOR: '0' };
  const result = await run(nx, ['run-many', '-t', 'codegen', 'build', '--outputStyle=static'], {
    cwd: home.repository,
    env,
  });
  if (result.code !== 0) throw failure(home, `${result.stdout}\n${result.stderr}`);
  const lacking = products(home.repository).filter((file) => !existsSync(file));
  if (lacking.length > 0) throw failure(home, `${result.stdout}\nNot built: ${lacking.join(', ')}`);
};

/** Generates and compiles everything that changed; skipped at once when nothing did. Returns the fingerprint of the code. */
export const build = async (home: Home, progress: Progress): Promise<string> => {
  const fingerprint = sourceFingerprint(home.repository);
  const isBuilt =
    readJson(home.buildFile, Built)?.fingerprint === fingerprint &&
    products(home.repository).every((file) => existsSync(file));
  if (isBuilt) return fingerprint;
  await progress.step('Build', () => compile(home));
  writeJson(home.buildFile, { fingerprint });
  return fingerprint;
};
