import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

type Host = ChildProcessByStdio<Writable, Readable, null>;

let host: Host | undefined;

const script = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './infra.main.ts' : './infra.main.js', import.meta.url));

const firstLine = async (child: Host): Promise<string> => {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('PostgreSQL, NATS and Redis for the tests could not be started; the reason stands above.');
};

/** Starts PostgreSQL, NATS and Redis for one test run in a process of their own and returns their addresses as JSON. */
export const startHost = async (): Promise<string> => {
  const { NODE_OPTIONS: _ofJest, ...env } = process.env;
  // Detached: a Ctrl-C ends the test run, the closed pipe then lets this process stop its servers in order.
  const child = spawn(process.execPath, ['--conditions=@archestra/source', script()], {
    detached: true,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  host = child;
  return firstLine(child);
};

/** Stops what `startHost` started and waits until it is gone. */
export const stopHost = async (): Promise<void> => {
  const child = host;
  if (!child || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin.end();
  await gone;
};
