import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './pid.ts';

/** One line on the leash: a process to end, or a folder to remove, when the process that holds the leash is gone. */
export type LeashLine =
  | { hold: ProcessIdentity; signal: NodeJS.Signals; graceMs: number }
  | { release: ProcessIdentity }
  | { remove: string };

let line: Writable | undefined;

const script = (): string => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./leash.main.${extension}`, import.meta.url));
};

const open = (): Writable => {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  // Its own session: a Ctrl-C meant for us must not end the one who cleans up after us.
  const child = spawn(process.execPath, [script()], {
    detached: true,
    env,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.once('exit', () => (line = undefined));
  child.stdin.on('error', () => (line = undefined));
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return child.stdin;
};

const write = (entry: LeashLine): void => {
  line ??= open();
  line.write(`${JSON.stringify(entry)}\n`);
};

/** Ends the process (last held, first ended) when ours is gone, however ours ended: SIGKILL closes the pipe too. */
export const hold = (target: ProcessIdentity, name: NodeJS.Signals, graceMs: number): void =>
  write({ hold: target, signal: name, graceMs });

/** Forgets a process that was held. */
export const release = (target: ProcessIdentity): void => write({ release: target });

/** Removes the folder when our process is gone, after every held process was ended. */
export const removeAtEnd = (folder: string): void => write({ remove: folder });
