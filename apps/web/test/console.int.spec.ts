import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { nextCall, summaryOf } from './mock/calls.ts';
import { tell } from './mock/live.ts';
import { useConsole, withBrowser } from './use-console.ts';

withBrowser('the console in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  let page: Page;
  let base = '';
  beforeEach(() => void ({ page, base } = console_));

  const signIn = async (email?: string) => {
    await console_.signIn(email);
    await page.getByRole('heading', { name: 'MCP servers' }).waitFor();
  };

  it('asks a stranger to sign in, and leads back to where they wanted to go', async () => {
    await page.request.delete(`${base}/api/session`);
    await page.goto(`${base}/mcp/logs?outcome=denied`);
    await page.getByLabel('E-mail').fill('admin@archestra.local');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is wrong.').waitFor();
    await page.getByLabel('Password').fill('archestra-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
    expect(page.url()).toContain('outcome=denied');
  });

  it('shows a new call at the top at once, holds it while paused, and keeps one the filter does not want away', async () => {
    await signIn();
    await page.goto(`${base}/mcp/logs`);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const list = page.getByRole('list', { name: /Calls/ });
    await list.waitFor();
    const live = (name: string) =>
      tell({ kind: 'tool-call', call: { ...summaryOf(nextCall()), name, outcome: 'answered' } });
    live('first__live');
    await list.getByRole('listitem').first().getByText('first__live').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    live('second__live');
    await page.getByRole('button', { name: 'Show 1 new call' }).waitFor();
    expect(await page.getByText('second__live').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await list.getByRole('listitem').first().getByText('second__live').waitFor();
    await page.getByLabel('Search calls').fill('third');
    await page.getByText('No call matches').waitFor();
    live('fourth__live');
    live('third__live');
    await page.getByText('third__live').waitFor();
    expect(await page.getByText('fourth__live').count()).toBe(0);
  });

  it('does not move the list under somebody who reads further down', async () => {
    await signIn();
    await page.goto(`${base}/mcp/logs`);
    await page.getByRole('list', { name: /Calls/ }).waitFor();
    await page.getByRole('button', { name: 'Load more' }).scrollIntoViewIfNeeded();
    const before = await page.getByRole('button', { name: 'Load more' }).boundingBox();
    tell({ kind: 'tool-call', call: { ...summaryOf(nextCall()), name: 'late__call' } });
    await page.getByRole('button', { name: /Show \d+ new call/ }).waitFor();
    expect(await page.getByText('late__call').count()).toBe(0);
    expect(before).not.toBeNull();
    expect((await page.getByRole('button', { name: 'Load more' }).boundingBox())?.y).toBe(before?.y);
  });

  it('adds a server step by step and shows it becoming ready', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Add server' }).first().click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('An exact version such as').waitFor();
    await page.getByLabel('Package', { exact: true }).fill('@scope/server-story');
    await page.getByLabel('Exact version').fill('1.0.0');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Add directory' }).click();
    await page.getByLabel('Path of directories 1').fill('relative');
    await page.getByRole('button', { name: 'Add and start' }).click();
    await page.getByText('Every directory is an absolute path').waitFor();
    await page.getByLabel('Path of directories 1').fill('/srv/story');
    await page.getByRole('button', { name: 'Add and start' }).click();
    await page.getByText('with 4 tools').waitFor();
    await page.getByRole('link', { name: 'Open the server' }).click();
    await page.getByRole('heading', { name: '@scope/server-story' }).waitFor();
  });

  it('grants a tool only once it is saved', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Profiles' }).click();
    await page.getByRole('link', { name: 'Sandbox' }).click();
    await page.getByText('Clients see no tools yet').waitFor();
    await page.getByRole('checkbox', { name: 'Every tool of Everything' }).click();
    await page.getByText('Changes to 1 server, not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save grants' }).click();
    await page.getByText('Grants saved').waitFor();
    await page.reload();
    await page.getByText('Clients see 4 tools').waitFor();
  });

  it('withholds a tool that changed, and leads a reviewer to the decision', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Profiles' }).click();
    await page.getByRole('link', { name: 'Default' }).click();
    await page.getByText('1 tool withheld: the definition changed').waitFor();
    await page.getByText('Withheld: changed').waitFor();
    await page.getByRole('link', { name: 'Compare and decide' }).click();
    await page.getByRole('heading', { name: 'Changed tools' }).waitFor();
  });

  it('fills a new token into the lines that connect a client', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Profiles' }).click();
    await page.getByRole('link', { name: 'Default' }).click();
    await page.getByRole('tab', { name: 'Connect a client' }).click();
    await page.getByText('arch_YOUR_TOKEN').first().waitFor();
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByText('Copy the token now').waitFor();
    expect(await page.getByText('arch_YOUR_TOKEN').count()).toBe(0);
    const command = await page.getByText(/claude mcp add/).innerText();
    expect(command).toMatch(/Bearer arch_[\w-]{20,}"$/);
  });

  it('hides from a member what only administrators may do', async () => {
    await signIn('max@archestra.local');
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Add server' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Filesystem' }).click();
    await page.getByText('read_text_file', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /Edit the contract|Delete|Restart/ }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Log' }).count()).toBe(0);
  });

  it('goes anywhere by keyboard alone', async () => {
    await signIn();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('memor');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
  });

  it('asks to sign in again when the session has ended meanwhile, and when the person signs out', async () => {
    await signIn();
    await page.request.delete(`${base}/api/session`);
    // The console may notice by itself before a click could land; going there asks in any case.
    await page.goto(`${base}/memories`);
    await page.getByRole('heading', { name: 'Sign in to Archestra' }).waitFor();
    await page.getByLabel('E-mail').fill('admin@archestra.local');
    await page.getByLabel('Password').fill('archestra-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Archestra' }).waitFor();
  });

  it('says that the old password was wrong instead of asking to sign in again', async () => {
    await signIn();
    await page.goto(`${base}/settings/account`);
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password', { exact: true }).fill('a long new sentence');
    await page.getByLabel('New password again').fill('a long new sentence');
    await page.getByRole('main').getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The current password is wrong.').waitFor();
    await page.getByLabel('Current password').fill('archestra-demo');
    await page.getByRole('main').getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password changed').waitFor();
    await page.getByText('You still use the one-time password').waitFor({ state: 'detached' });
  });

  it('is dark before the first paint when the person chose so', async () => {
    await signIn();
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload({ waitUntil: 'domcontentloaded' });
    expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(true);
  });
});
