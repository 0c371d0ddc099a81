import { expect, it } from '@jest/globals';
import { barriers } from './accessible.ts';
import { items } from './mock/catalog.ts';
import { requests } from './mock/request.ts';
import { servers } from './mock/sample.ts';
import { useConsole, withBrowser } from './use-console.ts';

const server = (name: string): string => `/mcp/registry/${servers.find((known) => known.name === name)?.id ?? ''}`;
const offered = `/mcp/registry/${items.find(({ name }) => name === 'code-forge')?.id ?? ''}`;

withBrowser('servers and where they come from, in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  const button = (name: string | RegExp) =>
    console_.page.getByRole('button', { name, exact: typeof name === 'string' });
  const goTo = (path: string) => console_.page.goto(`${console_.base}${path}`);
  const card = (name: string) => console_.page.getByRole('link', { name, exact: true });

  it('finds servers by the name of a tool, a label and a kind, and remembers it in the address', async () => {
    const { page, signIn } = console_;
    await signIn();
    await page.getByLabel('Search servers').fill('directory_tree');
    await card('Memory graph').waitFor({ state: 'detached' });
    await card('Filesystem').waitFor();
    await button('Clear').click();
    await page.getByRole('combobox', { name: 'Label' }).click();
    await page.getByRole('option', { name: /tickets/ }).click();
    await card('Filesystem').waitFor({ state: 'detached' });
    await card('Issue tracker').waitFor();
    await page.reload();
    await card('Issue tracker').waitFor();
    expect(await card('Filesystem').count()).toBe(0);
    await goTo('/mcp/registry?kind=image');
    await card('Code forge').waitFor();
    await button('Installed').click();
    await page.getByText('No server matches').waitFor();
  });

  it('installs an item of the catalog and leads from the item to its server afterwards', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(offered);
    await page.getByText('Not installed').waitFor();
    await button('Install').click();
    await page.getByText(/it never passes through here/).waitFor();
    await page.getByLabel('Short name').fill('forge');
    await button('Install and start').click();
    await page.getByRole('tab', { name: 'Status' }).waitFor();
    await page.getByText('Ready', { exact: true }).waitFor();
    await goTo(offered);
    await page.getByRole('tab', { name: 'Status' }).waitFor();
    expect(page.url()).not.toContain(offered);
  });

  it('adds an image with hosts, limits and fields, and says which of them is wrong', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/mcp/registry/new');
    await page.getByRole('radio', { name: /Container image/ }).click();
    await page.getByLabel('Image', { exact: true }).fill('Registry/Notes');
    await button('Next').click();
    await page.getByText('An image reference such as').waitFor();
    await page.getByLabel('Image', { exact: true }).fill('registry.example.com/notes:3.1.0');
    await page.getByRole('radio', { name: /^Streamable HTTP/ }).click();
    await button('Next').click();
    await button('Add host').click();
    await page.getByLabel('Name of hosts 1').fill('https://api.example.com/');
    await button('Add field').click();
    await page.getByLabel('Variable').fill('NOTES_KEY');
    await page.getByRole('checkbox', { name: 'Secret' }).click();
    await button('Add and start').click();
    await page.getByText('Every line is a host such as').waitFor();
    await page.getByLabel('Name of hosts 1').fill('api.example.com');
    await button('Add and start').click();
    await page.getByRole('link', { name: 'Open the server' }).click();
    await page.getByRole('tab', { name: 'Setup' }).click();
    await page.getByText('port 8080, /mcp').waitFor();
    await page.getByText('Secret, required').waitFor();
    await page.getByText('api.example.com', { exact: true }).waitFor();
  });

  it('reads a server.json, says what is wrong with it, and goes on with the way that was chosen', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/mcp/registry/new');
    await page.getByRole('radio', { name: /server.json/ }).click();
    const text = page.getByRole('textbox', { name: 'Document' });
    await text.fill('{ "name": ');
    await button('Read it').click();
    await page.getByText('This is not JSON').waitFor();
    await text.fill('{}');
    await button('Read it').click();
    await page.getByText(/“name” is missing/).waitFor();
    const packages = [{ registryType: 'npm', identifier: '@example/sky-mcp', version: '0.4.1' }];
    const remotes = [{ type: 'streamable-http', url: 'https://sky.example.com/mcp' }];
    await text.fill(JSON.stringify({ name: 'com.example/sky', title: 'Sky', version: '0.4.1', packages, remotes }));
    await button('Read it').click();
    await page.getByText('The document lists several ways').waitFor();
    await button('Go on with this').nth(1).click();
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('https://sky.example.com/mcp');
    await button('Next').click();
    await button('Add and connect').click();
    await page.getByRole('link', { name: 'Open the server' }).waitFor();
  });

  it('says in words why a server does not run, and reads its usage by keyboard', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(server('web-fetch'));
    await page.getByRole('link', { name: 'See why' }).click();
    await page
      .getByText(/No module named readability/)
      .first()
      .waitFor();
    await page.getByRole('cell', { name: 'Crash loop back off' }).waitFor();
    const chart = page.getByRole('slider', { name: /CPU over time/ });
    await chart.focus();
    const last = await chart.getAttribute('aria-valuetext');
    await page.keyboard.press('Home');
    expect(await chart.getAttribute('aria-valuenow')).toBe('0');
    expect(await chart.getAttribute('aria-valuetext')).not.toBe(last);
  });

  it('follows a log, holds it while paused, and shows the run before', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(`${server('filesystem')}?tab=logs`);
    const log = page.getByRole('log');
    await log.getByText('Secure MCP Filesystem Server').waitFor();
    await button('Pause').click();
    const held = await log.locator('time').count();
    await page.getByText(/lines, \d+ new/).waitFor();
    expect(await log.locator('time').count()).toBe(held);
    await button('Resume').click();
    await page.getByText(/lines, \d+ new/).waitFor({ state: 'detached' });
    await page.getByRole('switch', { name: /run before/ }).click();
    await log.getByText('previous: It starts.').waitFor();
    expect(await log.getByText('Secure MCP').count()).toBe(0);
  });

  it('asks before a restart', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(server('everything'));
    await button('Restart').click();
    await page.getByText('Calls that are under way fail').waitFor();
    await button('Cancel').click();
    const restarted = page.waitForRequest((request) => request.url().endsWith('/restart'));
    await button('Restart').click();
    await button('Restart server').click();
    await restarted;
  });

  it('leads from an attempt to connect to the call that caused it', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(`${server('filesystem')}?tab=egress`);
    const attempts = page.getByRole('list', { name: /Attempts to connect/ });
    await attempts.getByText('169.254.169.254:80').waitFor();
    await attempts.getByText(/metadata address of the cloud/).waitFor();
    await page.getByLabel('Which attempts').click();
    await page.getByRole('option', { name: 'Allowed' }).click();
    await attempts.getByText('169.254.169.254:80').waitFor({ state: 'detached' });
    await attempts.getByRole('link', { name: 'See the call' }).click();
    await page.waitForURL(/\/mcp\/logs\/.+/);
    const ofCall = page.getByRole('list', { name: 'Attempts to connect' });
    await ofCall.getByText('169.254.169.254:80').waitFor();
    await ofCall.getByText(/this call or 1 other/).waitFor();
  });

  it('compares versions and asks before another one runs', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(`${server('filesystem')}?tab=versions`);
    await page.getByText('source.environment.LOG_LEVEL').waitFor();
    await button('Use this version').click();
    await page.getByText('It runs 2026.8.31 now').waitFor();
    await button('Change version').click();
    await page.getByText('Saved. The server restarts with it.').waitFor();
    await button('Use this version').waitFor();
  });

  it('shows a changed tool with what nobody would see, and takes the decision', async () => {
    const { page, signIn } = console_;
    await signIn();
    await page.getByRole('link', { name: 'Changed tools' }).click();
    await page.getByText('It contains characters that nobody sees').waitFor();
    await page.getByText('U+200B').first().waitFor();
    await page.locator('ins', { hasText: 'Before you call it' }).waitFor();
    await page.getByText('inputSchema.properties.callback').waitFor();
    await button('Accept new definition').click();
    await button('Accept definition').click();
    await page.getByText('Nothing to decide').waitFor();
  });

  it('shows a member what they may ask for and nothing they may not do', async () => {
    const { page, signIn } = console_;
    await signIn('max@archestra.local');
    expect(await page.getByRole('link', { name: 'Changed tools' }).count()).toBe(0);
    expect(await card('Warehouse SQL').count()).toBe(0);
    await goTo(server('filesystem'));
    await page.getByRole('tab', { name: 'Tools' }).waitFor();
    for (const name of ['Log', 'Connections', 'YAML', 'Blocks'])
      expect(await page.getByRole('tab', { name }).count()).toBe(0);
    expect(await button(/Restart|Delete/).count()).toBe(0);
    await button('Ask for this server').waitFor();
  });

  it.each([
    ['registry', '/mcp/registry'],
    ['an item', `/mcp/registry/${items.find(({ name }) => name === 'status-page')?.id ?? ''}`],
    ['adding', '/mcp/registry/new'],
    ['status', `${server('everything')}?tab=status`],
    ['connections', `${server('filesystem')}?tab=egress`],
    ['versions', `${server('filesystem')}?tab=versions`],
    ['log', `${server('filesystem')}?tab=logs`],
    ['setup', `${server('filesystem')}?tab=setup`],
    ['requests', '/mcp/registry/installation-requests'],
    ['a request', `/mcp/registry/installation-requests/${requests[0]?.id ?? ''}`],
    ['changed tools', '/mcp/registry/tool-changes'],
  ])('has no barrier on %s, on a phone neither', async (_, path) => {
    const { page, signIn } = console_;
    await signIn();
    await goTo(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    await page.waitForTimeout(400);
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(100);
    expect(await barriers(page)).toEqual([]);
  });
});
