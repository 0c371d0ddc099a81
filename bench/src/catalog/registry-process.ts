import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  asService,
  freePort,
  inDatabase,
  migrate,
  newPassword,
  prepareDatabase,
  startNats,
  startPostgres,
  startRedis,
} from '@archestra/local';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const DATABASE = 'catalog_bench';
const BUILT = ['contracts', 'messaging', 'service', 'mcp', 'registry'].map((name) => `@archestra/${name}`).join(',');

/** Runs a program to its end; throws with what it said when it fails. */
const run = (program: string, words: string[], environment: Record<string, string> = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: repository, env: { ...process.env, ...environment }, stdio: 'pipe' });
    let said = '';
    const keep = (chunk: Buffer): void => void (said += chunk.toString('utf8'));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ${words[0]}: ${said}`))));
  });

/** A registry as it is installed, on a durable PostgreSQL, a NATS and a Redis of its own; nothing else runs. */
export interface RegistryProcess {
  readonly databaseUrl: string;
  readonly pid: () => number;
  login(user: string): { url: string; user: string; password: string };
  start(environment?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

const end = async (child: ChildProcess | undefined): Promise<void> => {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
};

const ready = async (port: number, child: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (child.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`The registry does not become ready (exit code ${child.exitCode}).`);
};

export const prepareRegistry = async (): Promise<RegistryProcess> => {
  await run(join(repository, 'node_modules/.bin/nx'), ['run-many', '-t', 'codegen', 'build', '-p', BUILT], {
    NX_DAEMON: 'false',
    NX_TUI: 'false',
  });
  const [postgres, nats, redis] = await Promise.all([startPostgres({ durable: true }), startNats(), startRedis()]);
  const owner = { service: 'registry', password: newPassword() };
  await prepareDatabase({ adminUrl: postgres.adminUrl, database: DATABASE, owners: [owner] });
  const databaseUrl = asService(inDatabase(postgres.adminUrl, DATABASE), owner);
  const migrations = join(repository, 'services/registry/prisma/migrations');
  await migrate({ url: databaseUrl, schema: 'registry', folder: migrations });
  await run(process.execPath, [join(repository, 'deploy/local/src/supervisor/provision.main.ts')], {
    PROVISION: JSON.stringify(nats.login('admin')),
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'archestra-bench-'));
  let child: ChildProcess | undefined;
  return {
    databaseUrl,
    pid: () => child?.pid ?? 0,
    login: (user) => nats.login(user),
    start: async (environment = {}) => {
      const { url, user, password } = nats.login('registry');
      const port = await freePort();
      const own = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, DATA_DIR: dataDir, PORT: String(port) };
      const login = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
      child = spawn(process.execPath, [join(repository, 'services/registry/dist/main.js')], {
        env: { ...process.env, LOG_LEVEL: 'warn', ...own, ...login, ...environment },
        stdio: 'inherit',
      });
      await ready(port, child);
    },
    stop: () => end(child),
    remove: async () => {
      await end(child);
      await Promise.all([postgres.stop(), nats.stop(), redis.stop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
