import { fetchPackage } from './fetch-package.ts';
import { serve } from './serve.ts';
import { bridgeSettings, fetchSettings } from './settings.config.ts';

const USAGE_CODE = 64;
const FAILED_CODE = 1;

const complain = (sentence: string): void => void process.stderr.write(`archestra-bridge: ${sentence}\n`);

const runServe = async (args: readonly string[]): Promise<number> => {
  const serving = await serve(bridgeSettings(args));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => serving.end());
  return serving.ended;
};

const run = async ([verb, ...args]: readonly string[]): Promise<number> => {
  if (verb === 'serve') return runServe(args);
  if (verb !== 'fetch') {
    complain('say `serve -- PROGRAM ARGUMENT…` or `fetch`');
    return USAGE_CODE;
  }
  await fetchPackage(fetchSettings());
  return 0;
};

try {
  const code = await run(process.argv.slice(2));
  // The log is a pipe; what is still in it must get out before the end.
  process.stderr.write('', () => process.exit(code));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = FAILED_CODE;
}
