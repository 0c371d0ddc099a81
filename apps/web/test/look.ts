import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from './chromium.ts';
import { chatPages } from './look-chat.ts';
import { guardPages } from './look-guard.ts';
import { llmPages } from './look-llm.ts';
import { peoplePages } from './look-people.ts';
import { startMock } from './mock/server.ts';
import { calls } from './mock/calls.ts';
import { items } from './mock/catalog.ts';
import { requests } from './mock/request.ts';
import { profiles, servers } from './mock/sample.ts';

// Takes a picture of every page at two sizes in both themes: `npm run look -- [folder] [pages, as a pattern] [built console]`.
const [folder = join(import.meta.dirname, '../../../artifacts/look'), only, dist] = process.argv.slice(2);

const denied = calls.find(({ outcome }) => outcome === 'denied');
const answered = calls.find(({ outcome }) => outcome === 'answered');
const server = `/mcp/registry/${servers[0]?.id ?? ''}`;
const profile = `/mcp/profiles/${profiles[0]?.id ?? ''}`;

type Act = (page: Page) => Promise<void>;
const click =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('button', { name }).first().click();

const choose =
  (name: RegExp): Act =>
  async (page) => {
    await click(/More about this item/)(page);
    await page.getByRole('menuitem', { name }).click();
  };
const scroll =
  (y: number): Act =>
  (page) =>
    page.evaluate((top) => window.scrollTo(0, top), y);
const offered = items.find(({ name }) => name === 'code-forge')?.id ?? '';

const pages: [name: string, path: string, act?: Act][] = [
  ...peoplePages,
  ...llmPages,
  ...guardPages,
  ...chatPages,
  ['sign-in', '/sign-in'],
  ['servers', '/mcp/registry'],
  ['registry-installed', '/mcp/registry?view=installed'],
  ['registry-filtered', '/mcp/registry?label=engineering'],
  ['item-offered', `/mcp/registry/${offered}`],
  ['item-install', `/mcp/registry/${offered}`, click(/^Install$/)],
  ['item-menu', server, click(/More about this item/)],
  ['item-export', server, choose(/Export server.json/)],
  ['item-edit', server, choose(/Edit texts/)],
  ['server-status', `/mcp/registry/${servers[1]?.id ?? ''}?tab=status`],
  ['server-status-failed', `/mcp/registry/${servers[4]?.id ?? ''}?tab=status`],
  ['server-egress', `${server}?tab=egress`],
  ['server-versions', `${server}?tab=versions`],
  ['server-yaml', `/mcp/registry/${servers[1]?.id ?? ''}?tab=yaml`],
  ['server-restart', server, click(/^Restart$/)],
  ['requests', '/mcp/registry/installation-requests'],
  ['requests-review', '/mcp/registry/installation-requests?status=review'],
  ['request-hostile', `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`],
  ['request-tools', `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`, scroll(900)],
  ['request-notes', `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`, scroll(9_000)],
  [
    'request-approve',
    `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`,
    (page) => page.keyboard.press('a'),
  ],
  [
    'request-decline',
    `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`,
    (page) => page.keyboard.press('d'),
  ],
  ['request-running', `/mcp/registry/installation-requests/${requests[2]?.id ?? ''}`],
  ['request-image', `/mcp/registry/installation-requests/${requests[3]?.id ?? ''}`],
  ['tool-changes', '/mcp/registry/tool-changes'],
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
      await click(/Add host/)(page);
      await click(/Add directory/)(page);
      await click(/Add variable/)(page);
      await click(/Add field/)(page);
    },
  ],
  ['add-server-image', '/mcp/registry/new', (page) => page.getByLabel(/Container image/).click()],
  [
    'add-server-json',
    '/mcp/registry/new',
    async (page) => {
      await page
        .getByLabel(/server.json/)
        .first()
        .click();
      const packages = [{ registryType: 'npm', identifier: '@example/weather-mcp', version: '0.4.1' }];
      const remotes = [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }];
      const document = { name: 'com.example/weather', title: 'Weather', version: '0.4.1', packages, remotes };
      await page.getByRole('textbox', { name: 'Document' }).fill(JSON.stringify(document, null, 2));
      await click(/Read it/)(page);
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

const memberPages: [name: string, path: string, act?: Act][] = [
  ['member-servers', '/mcp/registry'],
  ['member-item', `/mcp/registry/${offered}`],
  ['member-ask', `/mcp/registry/${offered}`, click(/Ask for this server/)],
  ['member-requests', '/mcp/registry/installation-requests'],
  ['member-request', `/mcp/registry/installation-requests/${requests[4]?.id ?? ''}`],
  ['member-server', server],
];

const signIn = async (page: Page, base: string, email: string): Promise<void> => {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
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
  page.on('console', (message) => {
    // A refusal is what the pages about links that do not work are shown with.
    const isWanted = page.url().includes('expired') && message.text().includes('404');
    if (message.type() === 'error' && !isWanted) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  const picture = async ([name, path, act]: (typeof pages)[number]): Promise<void> => {
    await page.goto(base + path);
    await page.waitForTimeout(500);
    await act?.(page).catch((error: unknown) => complaints.push(`${name}: ${String(error)}`));
    await page.waitForTimeout(300);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) complaints.push(`${name} at ${width}: ${overflow} px too wide`);
    await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
  };
  for (const [email, own] of [
    ['admin@archestra.local', pages],
    ['max@archestra.local', memberPages],
  ] as const) {
    const chosen = own.filter(([name]) => !only || new RegExp(only).test(name));
    if (chosen.length > 0) await signIn(page, base, email);
    for (const one of chosen) await picture(one);
  }
  await context.close();
  return complaints;
};

await mkdir(folder, { recursive: true });
const mock = await startMock({ port: 0, liveMs: 0, ...(dist && { dist }) });
const address = mock.address();
if (address === null || typeof address === 'string') throw new Error('The mock has no port.');
const base = `http://127.0.0.1:${address.port}`;
const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
const complaints: string[] = [];
for (const colorScheme of ['light', 'dark'] as const) {
  complaints.push(...(await look(browser, { base, width: 1_280, height: 800, colorScheme })));
  complaints.push(...(await look(browser, { base, width: 390, height: 844, colorScheme })));
}
await browser.close();
mock.closeAllConnections();
mock.close();
console.log(complaints.length === 0 ? 'Nothing to complain about.' : [...new Set(complaints)].join('\n'));
process.exitCode = complaints.length === 0 ? 0 : 1;
