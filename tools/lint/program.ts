import { spawn } from 'node:child_process';

export interface Ended {
  status: number;
  output: string;
}

/** Runs a program of node_modules on the Node that runs this, to its end, and keeps what it printed. */
export const program = (name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`node_modules/.bin/${name}`, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
