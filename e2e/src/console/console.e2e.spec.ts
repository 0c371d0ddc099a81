import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startInstallation, type Installation } from '@archestra/local';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Page } from 'playwright-core';
import { chromiumPath, tabTo, Visitor } from './browser.ts';
import { addressOfClaude, connect, paste, type Address } from './connected.ts';
import { takePictures } from './gallery.ts';
import { everyView } from './views.ts';
import { acceptInvitation } from './person.ts';

const START_WITHIN_MS = 240_000;
/** From the answer at the client to the line on the screen. */
const LIVE_WITHIN_MS = 1_500;
const READY_WITHIN_MS = 90_000;
const PASSWORD = 'A sentence that only this story says.';
const MEMBER = 'mia@archestra.local';

// Without a browser there is nothing to see: the suite says so by name instead of passing.
const withBrowser = chromiumPath === undefined ? describe.skip : describe;

// One story in many parts: each goes on where the one before it ended.
withBrowser('the console of a running platform (needs Chromium)', () => {
  let directory = '';
  let installation: Installation;
  let visitor: Visitor;
  let page: Page;
  let client: Client;
  const address: Partial<Record<'claude' | 'cursor' | 'vscode', Address>> = {};
  const path = { server: '', profile: '', answered: '', denied: '' };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'archestra-files-'));
    // Servers run under an account of their own.
    chmodSync(directory, 0o755);
    writeFileSync(join(directory, 'minutes.txt'), 'The gate stays closed on Fridays.\n');
    installation = await startInstallation({ LOG_LEVEL: 'warn', SERVER_DIRECTORIES: tmpdir() });
    visitor = await Visitor.arrive(installation.addresses.consoleUrl);
    page = await visitor.page();
  }, START_WITHIN_MS);

  afterAll(async () => {
    await client?.close().catch(() => undefined);
    await visitor?.leave();
    await installation?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 90_000);

  const go = (to: string) => page.goto(visitor.consoleUrl + to);
  const calls = () => page.getByRole('list', { name: /Calls/ }).getByRole('listitem');
  const read = () =>
    client.callTool({ name: 'filesystem__read_text_file', arguments: { path: join(directory, 'minutes.txt') } });
  /** The path below the console's address. */
  const here = () => new URL(page.url()).pathname;

  it('signs in with the one-time password and changes it', async () => {
    await visitor.signIn(page, installation.credentials.adminEmail, installation.credentials.adminPassword);
    const banner = page.getByText('You still use the one-time password');
    await banner.waitFor();
    await page.getByRole('link', { name: 'Change password' }).click();
    await page.getByLabel('Current password').fill(installation.credentials.adminPassword);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password again').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password changed').waitFor();
    await banner.waitFor({ state: 'detached' });
    const other = await visitor.page();
    await other.goto(`${visitor.consoleUrl}/sign-in`);
    await other.getByLabel('E-mail').fill(installation.credentials.adminEmail);
    await other.getByLabel('Password').fill(installation.credentials.adminPassword);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('E-mail address or password is wrong.').waitFor();
    await other.context().close();
  });

  it('adds a server from npm through the wizard and watches it become ready', async () => {
    await page.getByRole('link', { name: 'Servers' }).click();
    await page.getByRole('link', { name: 'Add server' }).click();
    await page.getByLabel('Package', { exact: true }).fill('@modelcontextprotocol/server-filesystem');
    await page.getByLabel('Exact version').fill('2026.8.31');
    await page.getByLabel('Title').fill('Filesystem');
    await page.getByLabel('Short name').fill('filesystem');
    await page.getByLabel('Description').fill('Reads and writes the files of one directory.');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Add directory' }).click();
    await page.getByLabel('Path of directories 1').fill(directory);
    await page.getByRole('checkbox', { name: 'may write' }).click();
    await page.getByLabel('Arguments').fill(directory);
    await page.getByRole('button', { name: 'Add and start' }).click();
    await page.getByText(/with \d+ tools/).waitFor({ timeout: READY_WITHIN_MS });
    await page.getByRole('link', { name: 'Open the server' }).click();
    await page.getByRole('heading', { name: 'Filesystem' }).waitFor();
    path.server = here();
    await page.getByText('read_text_file', { exact: true }).waitFor();
    await page.getByText('Ready', { exact: true }).waitFor();
  });

  it('sets the contract of a tool', async () => {
    await page.getByRole('button', { name: 'Edit the contract of write_file' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Destroys data').click();
    await dialog.getByRole('button', { name: 'Save contract' }).click();
    await page.getByText('Contract of write_file saved').waitFor();
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('listitem').filter({ has: page.getByText('write_file', { exact: true }) });
    await row.getByText('Set here').waitFor();
    await row.getByText('Destroys data').waitFor();
  });

  it('creates a profile and grants servers and tools', async () => {
    await page.getByRole('link', { name: 'Profiles' }).click();
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByLabel('Name').fill('Board office');
    await page.getByLabel('Description').fill('Minutes and what to remember of them.');
    await page.getByRole('dialog').getByRole('button', { name: 'Create profile' }).click();
    await page.getByText('Clients see no tools yet').waitFor();
    path.profile = here();
    await page.getByRole('checkbox', { name: 'Every tool of Filesystem' }).click();
    await page.getByRole('checkbox', { name: /Every tool of .*[Mm]emor/ }).click();
    await page.getByText('Changes to 2 servers, not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save grants' }).click();
    await page.getByText('Grants saved').waitFor();
    await page.reload();
    await page.getByText(/Clients see \d+ tools/).waitFor();
    await page.getByRole('checkbox', { name: 'Every tool of Filesystem', checked: true }).waitFor();
    expect(await page.getByText('Withheld').count()).toBe(0);
  });

  it('creates a token in the profile page, and every snippet connects', async () => {
    await page.getByRole('tab', { name: 'Connect a client' }).click();
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByText('Copy the token now').waitFor();
    const snippet = async (name: string): Promise<string> => {
      await page.getByRole('tab', { name, exact: true }).click();
      return page.locator('pre:visible').last().innerText();
    };
    address.claude = await addressOfClaude(await snippet('Claude Code'));
    const [cursor] = Object.values(JSON.parse(await snippet('Cursor')).mcpServers) as Address[];
    const [vscode] = Object.values(JSON.parse(await snippet('VS Code')).servers) as (Address & { type: string })[];
    expect(vscode?.type).toBe('http');
    for (const each of [address.claude, cursor, vscode]) {
      if (!each) throw new Error('A snippet names no server.');
      const one = await connect(each);
      expect((await one.listTools()).tools.map(({ name }) => name)).toContain('filesystem__read_text_file');
      await one.close();
    }
    const answer = JSON.parse(await paste(await snippet('curl')));
    expect(answer.result.tools.map(({ name }: { name: string }) => name)).toContain('filesystem__write_file');
    client = await connect(address.claude);
  });

  it('shows a call live, with its timeline and its decision', async () => {
    await go('/mcp/logs');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    expect(JSON.stringify((await read()).content)).toContain('The gate stays closed');
    const answeredMs = Date.now();
    const row = calls().first();
    await row.getByText('filesystem__read_text_file').waitFor({ timeout: LIVE_WITHIN_MS });
    expect(Date.now() - answeredMs).toBeLessThan(LIVE_WITHIN_MS);
    await row.getByText('Answered').waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    path.answered = here();
    for (const step of ['Authenticate', 'Resolve', 'Decide', 'Execute', 'Inspect'])
      await page.getByText(step, { exact: true }).waitFor();
    await page.getByText('Allowed', { exact: true }).waitFor();
    await page.getByText('The gate stays closed').first().waitFor();
    await page.getByText('console-story').waitFor();
  });

  it('blocks a tool, and shows the next call denied with reason and path', async () => {
    await go(`${path.server}?tab=blocks`);
    await page.getByRole('button', { name: 'Block calls' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What', { exact: true }).click();
    await page.getByRole('option', { name: 'read_text_file', exact: true }).click();
    await dialog.getByLabel('Why').fill('Minutes are under review.');
    await dialog.getByRole('button', { name: 'Block now' }).click();
    await page.getByText('Blocked from now on').waitFor();
    await go('/mcp/logs');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await expect(read()).resolves.toMatchObject({ isError: true });
    const row = calls().first();
    await row.getByText('Denied').waitFor({ timeout: LIVE_WITHIN_MS });
    await row.getByRole('link').click();
    await page.getByText('An administrator blocked this server or tool.').waitFor();
    await page.getByRole('list', { name: 'How this was decided' }).getByRole('listitem').first().waitFor();
    path.denied = here();
  });

  it('lifts the block again', async () => {
    await go(`${path.server}?tab=blocks`);
    await page.getByText('Minutes are under review.').waitFor();
    await page.getByRole('button', { name: 'Lift block' }).click();
    await page.getByText('Block lifted').waitFor();
    await page.getByText('Nothing is blocked').waitFor();
  });

  it('restarts the server and says when it is back, and shows what it printed', async () => {
    await go(path.server);
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await page.getByRole('button', { name: 'Restart server' }).click();
    await page.getByText('Filesystem was restarted and is ready').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Restart', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('Secure MCP Filesystem Server running on stdio').first().waitFor();
    await expect(read()).resolves.not.toMatchObject({ isError: true });
  });

  it('shows memories that a client sets, live', async () => {
    await go('/memories');
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    const { tools } = await client.listTools();
    const set = tools.find(({ name }) => name.endsWith('set_memory'))?.name ?? '';
    await client.callTool({ name: set, arguments: { name: 'gate', value: 'closed on Fridays' } });
    await page.getByText('closed on Fridays').waitFor({ timeout: LIVE_WITHIN_MS });
    await client.callTool({ name: set, arguments: { name: 'gate', value: 'open on Fridays' } });
    await page.getByText('open on Fridays').waitFor({ timeout: LIVE_WITHIN_MS });
  });

  it('can be used with the keyboard alone', async () => {
    const own = await visitor.page();
    await own.goto(`${visitor.consoleUrl}/sign-in`);
    await own.getByLabel('E-mail').waitFor();
    await own.keyboard.type(installation.credentials.adminEmail);
    await own.keyboard.press('Tab');
    await own.keyboard.type(PASSWORD);
    await own.keyboard.press('Enter');
    await own.getByRole('heading', { name: 'MCP servers' }).waitFor();
    await own.reload();
    await own.getByRole('heading', { name: 'MCP servers' }).waitFor();
    await tabTo(own, 'Skip to the content', 1);
    await own.keyboard.press('Enter');
    await tabTo(own, 'Add server', 1);
    await own.keyboard.press('Control+k');
    await own.keyboard.type('memor');
    await own.keyboard.press('Enter');
    await own.getByRole('heading', { name: 'Memories' }).waitFor();
    await tabTo(own, 'Remember something');
    await own.keyboard.press('Enter');
    await own.getByRole('dialog').waitFor();
    await own.keyboard.type('chair');
    await own.keyboard.press('Tab');
    await own.keyboard.type('Dr. Okafor, until March');
    await tabTo(own, 'Remember', 3);
    await own.keyboard.press('Enter');
    await own.getByRole('dialog').waitFor({ state: 'detached' });
    await own.getByText('Dr. Okafor, until March').waitFor();
    await own.context().close();
  });

  it('invites a member, and hides from them what is not theirs to see or do', async () => {
    await go('/settings/members');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByLabel('E-mail').fill(MEMBER);
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByText('Copy the link now').waitFor();
    const url = await page.getByText(`${visitor.consoleUrl}/invitation#`).innerText();
    const own = await acceptInvitation(visitor, url, { name: 'Mia Member', email: MEMBER, password: PASSWORD });
    const links = await own.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
    expect(links).toEqual([
      ...['Chats', 'Prompts'],
      ...['Servers', 'Requests', 'Profiles', 'Calls'],
      ...['Tools', 'Approvals'],
      'Model calls',
      ...['Credentials', 'API tokens', 'Memories', 'Account'],
      ...['Teams', 'Organization'],
    ]);
    expect(await own.getByRole('link', { name: 'Add server' }).count()).toBe(0);
    await own.goto(visitor.consoleUrl + path.server);
    await own.getByText('read_text_file', { exact: true }).waitFor();
    expect(await own.getByRole('button', { name: /Edit the contract|Delete|Restart|Ask for tools/ }).count()).toBe(0);
    const tabs = await own.getByRole('tab').allInnerTexts();
    expect(tabs).toEqual([expect.stringMatching(/^Tools/), 'Status', 'Versions', 'Setup']);
    await own.goto(`${visitor.consoleUrl}/memories`);
    await own.getByText('Nothing is remembered yet').waitFor();
    await own.goto(visitor.consoleUrl + path.answered);
    await own.getByText('NOT_FOUND').waitFor();
    await own.context().close();
  });

  it('looks right on a desk and on a phone, by day and by night', async () => {
    const flaws = await takePictures(visitor, [installation.credentials.adminEmail, PASSWORD], everyView(path));
    flaws.push(...(await takePictures(visitor, undefined, [['sign-in', '/sign-in']])));
    expect(flaws).toEqual([]);
  });

  it('deletes the server once that is confirmed, and clients lose it at once', async () => {
    await go(path.server);
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete server' }).click();
    await page.getByText('Server deleted').waitFor();
    await page.getByRole('heading', { name: 'MCP servers' }).waitFor();
    // Its item stays in the catalog, to be installed again.
    await page.getByText('Not installed', { exact: true }).waitFor();
    expect(JSON.stringify(await read().catch(String))).toContain('This profile grants no tool of that name');
  });

  it('met no error in any page', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
