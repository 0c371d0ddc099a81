import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openHome, repository } from './home/home.ts';
import { passwordFor, readState, type State } from './home/state.ts';
import { addressesOf } from './plan/make-plan.ts';
import { ADMIN_EMAIL, type Addresses, type Credentials } from './plan/addresses.ts';
import { liveStatus } from './supervisor/remote.ts';

/** A whole platform of its own, for tests and benchmarks: started by `./start`, in a folder that disappears with it. */
export interface Installation {
  readonly root: string;
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  /** PostgreSQL as its administrator, to count what is on record. */
  readonly databaseUrl: string;
  /** Profile and token of the first call. */
  readonly demo: NonNullable<State['demo']>;
  /** What `./start` printed. */
  readonly output: string;
  /** Process id of a service or server by its name; throws when it does not run. */
  pidOf(name: string): number;
  readState(): State;
  /** Runs `./start` again on the same folder; resolves to what it printed. */
  start(): Promise<string>;
  /** Ends every process and removes the folder. */
  stop(): Promise<void>;
}

const run = (words: readonly string[], environment: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('./start', words, {
      cwd: repository,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`./start ${words.join(' ')} ended with ${code}:\n${output}`)),
    );
  });

/** A pipeline names a folder by ARCHESTRA_ARTIFACTS to see afterwards what the services of a failed story said. */
const keepLogs = (root: string): void => {
  const artifacts = process.env['ARCHESTRA_ARTIFACTS'];
  const logs = join(root, 'logs');
  if (artifacts !== undefined && existsSync(logs))
    cpSync(logs, join(artifacts, 'logs', basename(root)), { recursive: true });
};

/** Starts a platform next to any other; `environment` reaches every service. Rejects with what `./start` printed when it fails. */
export const startInstallation = async (environment: Record<string, string> = {}): Promise<Installation> => {
  const root = mkdtempSync(join(tmpdir(), 'archestra-'));
  const own = { ...environment, ARCHESTRA_HOME: root };
  const remove = async (): Promise<void> => {
    await run(['--down'], own);
    keepLogs(root);
    rmSync(root, { recursive: true, force: true });
  };
  const output = await run([], own).catch(async (error: unknown) => {
    await remove().catch(() => undefined);
    throw error;
  });
  const home = openHome(repository, root);
  const stateNow = (): State => readState(home, JSON.parse(readFileSync(home.stateFile, 'utf8')).serverRoot as string);
  const state = stateNow();
  if (!state.demo) throw new Error('./start left no demo profile.');
  return {
    root,
    output,
    addresses: addressesOf(state),
    credentials: { adminEmail: ADMIN_EMAIL, adminPassword: passwordFor(state, 'admin') },
    databaseUrl: `postgresql://postgres:${passwordFor(state, 'postgres')}@127.0.0.1:${state.ports['postgres']}/archestra`,
    demo: state.demo,
    readState: stateNow,
    pidOf: (name) => {
      const pid = liveStatus(home)?.processes.find((entry) => entry.name === name)?.identity?.pid;
      if (pid === undefined) throw new Error(`${name} does not run.`);
      return pid;
    },
    start: () => run([], own),
    stop: remove,
  };
};
