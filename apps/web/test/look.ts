import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from './chromium.ts';
import { startMock } from './mock/server.ts';
import { calls } from './mock/calls.ts';
import { profiles, servers } from './mock/sample.ts';

// Takes a picture of every page at two sizes in both themes: `npm run look -- [folder] [page]`.
const [folder = join(import.meta.dirname, '../../../artifacts/look'), only] = process.argv.slice(2);

const denied = calls.find(({ outcome }) => outcome === 'denied');
const answered = calls.find(({ outcome }) => outcome === 'answered');
const server = `/mcp/registry/${servers[0]?.id ?? ''}`;
const profile = `/mcp/profiles/${profiles[0]?.id ?? ''}`;

type Act = (page: Page) => Promise<void>;
const click =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('button', { name }).first().click();

const pages: [name: string, path: string, act?: Act][] = [
  ['sign-in', '/sign-in'],
  ['servers', '/mcp/registry'],
  ['server-tools', server],
  ['server-contract', server, click(/Edit the contract/)],
  ['server-logs', `${server}?tab=logs`],
  ['server-setup', `${server}?tab=setup`],
  ['server-blocks', `${server}?tab=blocks`],
  ['server-failed', `/mcp/registry/${servers[4]?.id ?? ''}`],
  ['add-server', '/mcp/registry/new'],
  [
    'add-server-access',
    '/mcp/registry/new',
    async (page) => {
      await click(/Filesystem/)(page);
      await click(/Next/)(page);
      await click(/Add directory/)(page);
      await click(/Add variable/)(page);
    },
  ],
  ['profiles', '/mcp/profiles'],
  ['profile', profile, (page) => page.getByRole('checkbox').nth(3).click()],
  [
    'profile-connect',
    `${profile}?tab=connect`,
    async (page) => {
      await click(/Create token/)(page);
      await page.getByText('Copy the token now').waitFor();
    },
  ],
  ['calls', '/mcp/logs'],
  ['call-denied', `/mcp/logs/${denied?.id ?? ''}`],
  ['call-answered', `/mcp/logs/${answered?.id ?? ''}`],
  ['memories', '/memories'],
  ['tokens', '/settings/tokens'],
  ['account', '/settings/account'],
  ['audit', '/audit'],
  ['palette', '/memories', (page) => page.keyboard.press('Control+k')],
  ['server-block-dialog', `${server}?tab=blocks`, click(/Block calls/)],
  [
    'user-menu',
    '/memories',
    (page) =>
      page
        .getByRole('button', { name: /Your account|Open the navigation/ })
        .first()
        .click(),
  ],
  ['calls-filtered', '/mcp/logs?search=nothing+like+this'],
  [
    'add-server-start',
    '/mcp/registry/new',
    async (page) => {
      await page.getByLabel('Package', { exact: true }).fill(`@scope/server-${crypto.randomUUID().slice(0, 8)}`);
      await page.getByLabel('Exact version').fill('1.0.0');
      await click(/Next/)(page);
      await click(/Add and start/)(page);
    },
  ],
  ['missing', '/nowhere'],
];

const signIn = async (page: Page, base: string): Promise<void> => {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('E-mail').fill('admin@archestra.local');
  await page.getByLabel('Password').fill('archestra-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/registry/);
};

interface Look {
  base: string;
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}

const look = async (browser: Browser, { base, width, height, colorScheme }: Look): Promise<string[]> => {
  const complaints: string[] = [];
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  await signIn(page, base);
  for (const [name, path, act] of pages) {
    if (only && !name.includes(only)) continue;
    await page.goto(base + path);
    await page.waitForTimeout(500);
    await act?.(page).catch((error: unknown) => complaints.push(`${name}: ${String(error)}`));
    await page.waitForTimeout(300);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) complaints.push(`${name} at ${width}: ${overflow} px too wide`);
    await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
  }
  await context.close();
  return complaints;
};

await mkdir(folder, { recursive: true });
const mock = await startMock({ port: 0, liveMs: 0 });
const address = mock.address();
if (address === null || typeof address === 'string') throw new Error('The mock has no port.');
const base = `http://127.0.0.1:${address.port}`;
const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
const complaints: string[] = [];
for (const colorScheme of ['light', 'dark'] as const) {
  complaints.push(...(await look(browser, { base, width: 1_440, height: 900, colorScheme })));
  complaints.push(...(await look(browser, { base, width: 375, height: 812, colorScheme })));
}
await browser.close();
mock.closeAllConnections();
mock.close();
console.log(complaints.length === 0 ? 'Nothing to complain about.' : [...new Set(complaints)].join('\n'));
process.exitCode = complaints.length === 0 ? 0 : 1;
