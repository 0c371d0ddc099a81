import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A process of a benchmark that listens on a port of this machine. */
export interface Listening {
  pid: number;
  stop: () => Promise<void>;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

const listening = async (port: number, child: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await answers(port)) return;
    if (child.exitCode !== null) break;
    await pause(50);
  }
  throw new Error(`Nothing listens on port ${port} (exit code ${child.exitCode}).`);
};

const stopping = (child: ChildProcess) => async (): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
};

/** Runs a Node program and waits until it listens. Rejects when it ends before, or after ten seconds. */
export const runListening = async (
  words: readonly string[],
  port: number,
  environment: Record<string, string> = {},
): Promise<Listening> => {
  const child = spawn(process.execPath, words, { env: { ...process.env, ...environment }, stdio: 'ignore' });
  await listening(port, child);
  return { pid: child.pid ?? 0, stop: stopping(child) };
};
