import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// A reader that has seen enough (`./start --logs | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const condition = '--conditions=@archestra/source';

// Nothing is built at the first start: workspace packages are then taken from their sources, which this condition selects.
if (process.execArgv.includes(condition)) {
  const { perform } = await import('./verb/perform.ts');
  process.exitCode = await perform(process.argv.slice(2));
} else {
  // Ctrl-C goes to both processes; the other one answers it.
  process.on('SIGINT', () => undefined);
  const again = [condition, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1;
}
