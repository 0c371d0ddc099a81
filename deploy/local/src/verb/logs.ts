import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../home/home.ts';
import { readState } from '../home/state.ts';
import { StepFailure } from '../progress/failure.ts';

const servers = ['postgres', 'nats', 'redis'];

/** Files of all logs, or of the named process. Throws StepFailure when it has none. */
const logFiles = (home: Home, name: string | undefined): string[] => {
  const { serverRoot } = readState(home, home.root);
  const known = new Map(
    [
      ...readdirSync(home.logs)
        .filter((file) => file.endsWith('.log'))
        .map((file) => [file.slice(0, -4), join(home.logs, file)] as const),
      ...servers.map((server) => [server, join(serverRoot, server, `${server}.log`)] as const),
    ].filter(([, file]) => existsSync(file)),
  );
  if (name === undefined) return [...known.values()];
  const file = known.get(name);
  if (file === undefined)
    throw new StepFailure(`There is no log of "${name}".`, `There are: ${[...known.keys()].join(', ') || 'none yet'}.`);
  return [file];
};

/** `./start --logs [name]`: the last lines, then what comes, until Ctrl-C. */
export const logs = async (home: Home, name: string | undefined): Promise<void> => {
  const files = logFiles(home, name);
  if (files.length === 0) throw new StepFailure('There are no logs yet.', 'Run ./start first.');
  const tail = spawn('tail', ['-n', name === undefined ? '5' : '100', '-F', ...files], { stdio: 'inherit' });
  process.on('SIGINT', () => tail.kill('SIGINT'));
  await once(tail, 'exit');
};
