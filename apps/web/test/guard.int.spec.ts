import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers } from './accessible.ts';
import { approvals } from './mock/guard.ts';
import { calls } from './mock/calls.ts';
import { tell } from './mock/live.ts';
import { useConsole, withBrowser } from './use-console.ts';

withBrowser('what tools may do, in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  let page: Page;
  let base = '';
  beforeEach(() => void ({ page, base } = console_));
  const open = async (path: string, email?: string): Promise<void> => {
    await console_.signIn(email);
    await page.goto(base + path);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  it('answers a call that waits with a key, once, and counts the others', async () => {
    await open('/approvals');
    const entry = page.getByRole('link', { name: 'Approvals 2 to answer' });
    await entry.waitFor();
    await page.getByText('U+200B').first().waitFor();
    await page.getByRole('heading', { name: /add_comment/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    // The oldest question stands first and is framed; the newer one has to be gone to.
    await page.getByLabel('Note').nth(1).fill('a');
    expect(approvals[0]?.status).toBe('pending');
    await page.getByLabel('Note').nth(1).blur();
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.getByRole('heading', { name: /add_comment/ }).waitFor({ state: 'detached' });
    expect(approvals[0]).toMatchObject({ status: 'declined', note: 'a' });
    await page.getByRole('link', { name: 'Approvals 1 to answer' }).waitFor();
    // Nothing is framed now: a key that comes too often answers nothing.
    await page.keyboard.press('d');
    await button('Declined').click();
    await page.getByRole('list', { name: 'Questions, newest first' }).getByText('add_comment').first().waitFor();
    expect(approvals.filter(({ status }) => status === 'pending')).toHaveLength(1);
  });

  it('shows a question the moment it is asked', async () => {
    await open('/approvals');
    await page.getByRole('heading', { name: /delete_file/ }).waitFor();
    const [asked] = approvals;
    if (!asked) throw new Error('The samples have no question.');
    approvals.unshift({ ...asked, id: crypto.randomUUID(), tool: 'just_now', status: 'pending' });
    tell({ kind: 'approval', approvalId: asked.id, tool: 'just_now', status: 'pending' });
    await page.getByRole('heading', { name: /just_now/ }).waitFor();
  });

  it('shows people without approval:manage their own questions only', async () => {
    await open('/approvals?status=all', 'max@archestra.local');
    await page.getByText('delete_file', { exact: true }).waitFor();
    expect(await page.getByText('add_comment').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Quarantine' }).count()).toBe(0);
  });

  it('draws why a call was stopped, and what its session has seen', async () => {
    await open(`/mcp/logs/${calls.find(({ outcome }) => outcome === 'denied')?.id ?? ''}`);
    const way = page.getByRole('list', { name: 'How this was decided' });
    await way.getByText('Stopped here:').waitFor();
    expect(await way.getByRole('listitem').count()).toBe(4);
    await button(/what the session has seen/).click();
    await page.getByRole('list', { name: 'The session, step by step' }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('says what a contract means before it is saved', async () => {
    await open('/tools?search=add_comment');
    await button(/add_comment/).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('When the session has read untrusted content, it is refused.').waitFor();
    await panel.getByRole('checkbox', { name: /path/ }).first().click();
    await panel.getByText(/it is refused unless path was named by the person/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await button('Save contract').click();
    await panel.waitFor({ state: 'detached' });
    await page.getByText('Set here').waitFor();
  });

  it('sets a policy, and says it in a sentence', async () => {
    await open('/tools?search=add_comment');
    await button(/add_comment/).click();
    await page.getByRole('tab', { name: 'Policies' }).click();
    await button('Add policy').first().click();
    await page.getByLabel('Ask a person').check();
    await button('Add condition').click();
    await page.getByLabel('Path of condition 1').fill('limit');
    await page.getByText('A path looks like $.to').waitFor();
    await page.getByLabel('Path of condition 1').fill('$.limit');
    await page.getByLabel('Value of condition 1').fill('7');
    const sentence = 'When limit is 7, a call of add_comment waits for a person’s agreement, every time.';
    await page.getByText(sentence).waitFor();
    await button('Save policy').click();
    await page.getByRole('list', { name: 'Policies on its calls' }).getByText(sentence).waitFor();
  });

  it('gives several tools one contract', async () => {
    await open('/tools?search=Memory');
    await page.getByRole('checkbox', { name: /create_entities/ }).click();
    await page.getByRole('checkbox', { name: /read_graph/ }).click();
    await button('Give them one contract').click();
    await page.getByLabel('Reads only').check();
    await button('Save for 2 tools').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Set here').nth(1).waitFor();
  });

  it('shows what is in quarantine only after a warning, and as text', async () => {
    await open('/quarantine');
    await page.locator('summary').nth(1).click();
    expect(await page.content()).not.toContain('eve@elsewhere');
    await button('Read as reviewer').click();
    await page.getByText('it goes on record that you read it').waitFor();
    expect(await page.content()).not.toContain('eve@elsewhere');
    await button('Read it').click();
    await page.getByText('eve@elsewhere').waitFor();
    await page.getByText('U+202E').waitFor();
    await page.getByText('<script>alert(1)</script>').waitFor();
    expect(await barriers(page)).toEqual([]);
    await button(/^Release$/).click();
    await button('Release result').click();
    await page.getByText('Released').nth(1).waitFor();
  });

  it('bounds what the quarantined model may tell', async () => {
    await open('/settings/dual-llm');
    await page.getByLabel('Rounds of questions').fill('6');
    await button('Save settings').click();
    expect(
      await page.getByLabel('Rounds of questions').evaluate((field: HTMLInputElement) => field.validity.valid),
    ).toBe(false);
    await page.getByLabel('Rounds of questions').fill('2');
    await button('Save settings').click();
    await page.getByText('It holds from the next result on').waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
