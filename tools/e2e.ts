import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findCluster } from '@archestra/testing/cluster';

interface Story {
  about: string;
  /** Why it cannot run on this machine; undefined when it can. */
  missing: () => string | undefined;
  /** Where its cluster is, for a story that needs one. */
  environment?: () => Readonly<Record<string, string>>;
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const chromium = (): string | undefined => {
  const named = process.env['CHROMIUM'];
  if ([...browsers, ...(named ? [named] : [])].some((path) => existsSync(path))) return undefined;
  return 'there is no Chromium (on Debian and Ubuntu: apt-get install chromium; elsewhere set CHROMIUM to its path)';
};

let known: ReturnType<typeof findCluster> | undefined;
const cluster = (): ReturnType<typeof findCluster> => (known ??= findCluster(process.env));
const clusterEnvironment = (): Readonly<Record<string, string>> => {
  const found = cluster();
  return 'lacking' in found ? {} : found.environment;
};
const clusterMissing = (): string | undefined => {
  const found = cluster();
  return 'lacking' in found ? found.lacking : undefined;
};

const stories: Record<string, Story> = {
  clients: { about: 'both official SDKs and curl against real MCP servers', missing: () => undefined },
  faults: { about: 'hostile input, dying servers, kill -9 of every process', missing: () => undefined },
  console: { about: 'the console in a real browser', missing: chromium },
  models: { about: 'chat, guarded and metered calls to models, in a real browser', missing: chromium },
  kubernetes: {
    about: 'servers asked for, reviewed and run as pods of a real cluster',
    missing: () => chromium() ?? clusterMissing(),
    environment: clusterEnvironment,
  },
};

const usage = (): never => {
  console.error('Usage: npm run e2e -- [name …]\n');
  for (const [name, { about }] of Object.entries(stories)) console.error(`  ${name.padEnd(12)}${about}`);
  console.error('\nWithout a name, all of them. Options after a second -- go to Jest.');
  process.exit(2);
};

const run = (name: string, options: readonly string[]): number => {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const { status } = spawnSync(
    process.execPath,
    [...jest, '--config', 'e2e/jest.config.js', `e2e/src/${name}/`, ...options],
    { stdio: 'inherit', env: { ...process.env, ...stories[name]?.environment?.() } },
  );
  return status ?? 1;
};

const words = process.argv.slice(2);
const divide = words.indexOf('--');
const names = divide === -1 ? words : words.slice(0, divide);
const options = divide === -1 ? [] : words.slice(divide + 1);
if (names.some((name) => !Object.hasOwn(stories, name))) usage();
if (!existsSync('node_modules/jest')) {
  console.error('The npm packages are not there yet. Run ./start once, or npm ci.');
  process.exit(1);
}

const outcomes: string[] = [];
let worst = 0;
for (const name of names.length > 0 ? names : Object.keys(stories)) {
  const missing = stories[name]?.missing();
  if (missing !== undefined) {
    outcomes.push(`skipped  ${name}: ${missing}`);
    // What was asked for by name and did not run is no success.
    if (names.length > 0) worst = Math.max(worst, 1);
    continue;
  }
  const status = run(name, options);
  worst = Math.max(worst, status);
  outcomes.push(`${status === 0 ? 'passed ' : 'FAILED '}  ${name}`);
}
console.log(`\n${outcomes.join('\n')}`);
process.exitCode = worst;
