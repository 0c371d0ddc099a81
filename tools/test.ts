import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBrowser, ensureInstalled, stderrProgress } from '@archestra/local';
import { summarize, type JestReport } from './run/summary.ts';

const node = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): number =>
  spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...environment } }).status ?? 1;

await ensureInstalled(stderrProgress).catch((error: unknown) => {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
const browser = await ensureBrowser(stderrProgress);
const lacking = new Map('lacking' in browser ? [['Chromium', browser.lacking]] : []);
// An empty path: a browser that was found not to start is not tried again by the suites.
const path = 'path' in browser ? browser.path : '';

const codegen = spawnSync(
  process.execPath,
  ['node_modules/.bin/nx', 'run-many', '-t', 'codegen', '--outputStyle=static'],
  {
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  },
);
if (codegen.status !== 0) {
  console.error(`${codegen.stdout}\n${codegen.stderr}\n✗ Generate the database clients`);
  process.exit(1);
}

const file = 'artifacts/jest.json';
mkdirSync('artifacts', { recursive: true });
rmSync(file, { force: true });
const status = node(
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${file}`,
    ...process.argv.slice(2),
  ],
  { CHROMIUM_PATH: path, CHROMIUM: path },
);
if (!existsSync(file)) {
  console.error('✗ Jest ended without a report.');
  process.exit(status === 0 ? 1 : status);
}
const { lines, failed } = summarize(JSON.parse(readFileSync(file, 'utf8')) as JestReport, lacking);
console.log(`\n${lines.join('\n')}`);
process.exitCode = failed === 0 ? status : 1;
