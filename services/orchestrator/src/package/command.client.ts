import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 4_000;

export interface Command {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** Runs a program to its end and returns what it printed; a failure carries the end of that in its message, for the log only. */
export const runCommand = ({ program, args, cwd, env, timeoutMs }: Command): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(program, args, {
      cwd,
      env: { ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ended with ${signal ?? code}: ${output}`));
    });
  });
