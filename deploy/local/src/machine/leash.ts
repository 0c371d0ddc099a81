import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './pid.ts';

/** One line on the leash: a process to end, or a folder to remove, when the process that holds the leash is gone. */
export type LeashLine =
  | { hold: ProcessIdentity; signal: NodeJS.Signals; graceMs: number; group?: boolean }
  | { release: ProcessIdentity }
  | { remove: string };

let line: Writable | undefined;
let keeper: ChildProcess | undefined;

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
  keeper = child;
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

/** How a held process is ended: politely with `signal`, with SIGKILL after `graceMs`, with its whole process group when `group`. */
export type Ending = Omit<Extract<LeashLine, { hold: ProcessIdentity }>, 'hold'>;

/** Ends the process (last held, first ended) when ours is gone, however ours ended: SIGKILL closes the pipe too. */
export const hold = (target: ProcessIdentity, ending: Ending): void => write({ hold: target, ...ending });

/** Forgets a process that was held. */
export const release = (target: ProcessIdentity): void => write({ release: target });

/** Removes the folder when our process is gone, after every held process was ended. */
export const removeAtEnd = (folder: string): void => write({ remove: folder });

/** Ends the clean-up process and waits until it has done its work: for an orderly end that leaves nothing running. */
export const letGo = async (): Promise<void> => {
  if (!keeper || keeper.exitCode !== null) return;
  const gone = once(keeper, 'exit');
  keeper.ref();
  line?.end();
  await gone;
};
