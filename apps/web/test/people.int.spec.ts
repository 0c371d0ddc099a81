import { expect, it } from '@jest/globals';
import { barriers } from './accessible.ts';
import { id } from './mock/base.ts';
import { organization, users } from './mock/people.ts';
import { servers } from './mock/sample.ts';
import { useConsole, withBrowser } from './use-console.ts';

const tracker = servers.find(({ name }) => name === 'issue-tracker')?.id ?? '';

withBrowser('people and what they may do, in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  const button = (name: string | RegExp) =>
    console_.page.getByRole('button', { name, exact: typeof name === 'string' });
  const goTo = (path: string) => console_.page.goto(`${console_.base}${path}`);

  it('invites a person with a link that is shown once and never reaches a server', async () => {
    const { page, signIn, base } = console_;
    await signIn();
    await goTo('/settings/members');
    await button('Invite').click();
    await page.getByLabel('E-mail').fill('newcomer@example.com');
    await page.getByRole('checkbox', { name: 'support' }).click();
    await button('Create link').click();
    await page.getByText('Copy the link now').waitFor();
    await page.getByText('This console answers on this machine only').waitFor();
    const link = await page.getByText(/\/invitation#/).innerText();
    await button('Done').click();
    await page.getByText('newcomer@example.com').waitFor();
    expect(await page.getByText(/\/invitation#/).count()).toBe(0);

    const secret = link.split('#')[1] ?? '';
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('about:blank');
    await page.goto(`${base}/invitation#${secret}`);
    await page.getByRole('heading', { name: 'Join Example Maps on Archestra' }).waitFor();
    expect(secret.length).toBeGreaterThan(20);
    expect(asked.filter((url) => url.split('#')[0]?.includes(secret))).toEqual([]);

    await page.getByLabel('Your name').fill('New Comer');
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await button('Accept and create the account').click();
    await page.getByText('12 to 256 characters.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('a long new sentence');
    await page.getByLabel('Password again').fill('a long new sentence');
    await button('Accept and create the account').click();
    await page.getByRole('heading', { name: 'Welcome to Example Maps' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    expect(await page.getByLabel('E-mail').inputValue()).toBe('newcomer@example.com');

    await page.goto(`${base}/invitation#${secret}`);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  });

  it('says what is wrong with a link that has expired', async () => {
    await goTo('/invitation#an-expired-invitation-of-the-mock');
    await console_.page.getByText('This invitation has expired').waitFor();
    await console_.page.getByRole('link', { name: /sign in/ }).waitFor();
  });

  it('shows what another role gives and takes before it is given', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/settings/members');
    await page.getByLabel('Search people').fill('grace');
    await page.getByText('grace@archestra.local').waitFor();
    await page.getByText('max@archestra.local').waitFor({ state: 'detached' });
    await button('What to do with Grace Kim').click();
    await page.getByRole('menuitem', { name: 'Change role' }).click();
    await page.getByRole('radio', { name: /Auditor/ }).click();
    await page.getByText('May not do any more').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Block servers and tools' }).waitFor();
    await button('Change role').click();
    await page.getByText('Role changed').waitFor();
    await page
      .getByRole('row', { name: /Grace Kim/ })
      .getByRole('cell', { name: 'Auditor', exact: true })
      .waitFor();
  });

  it('says what ends before it deactivates a person', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/settings/members');
    await button(/What to do with Oluwaseun/).click();
    await page.getByRole('menuitem', { name: 'Deactivate' }).click();
    await page.getByText('Their API tokens are revoked').waitFor();
    await button('Deactivate').click();
    await page
      .getByRole('row', { name: /Oluwaseun/ })
      .getByText('Deactivated')
      .waitFor();
    expect(await button('What to do with Ada Admin').count()).toBe(0);
  });

  it('lets a lead decide who is in their team, and nobody else', async () => {
    const { page, signIn } = console_;
    await signIn('priya@archestra.local');
    await goTo(`/settings/teams/${id(9, 2)}`);
    await button('Add people').click();
    await page.getByRole('checkbox', { name: /Lena Vogt/ }).click();
    await button('Add').click();
    await page.getByRole('list', { name: 'Members' }).getByText('Lena Vogt').waitFor();
    await button('Remove Lena Vogt').click();
    await button('Remove from team').click();
    await page.getByText('Removed from the team').waitFor();
    await goTo(`/settings/teams/${id(9, 1)}`);
    await page.getByRole('list', { name: 'Members' }).waitFor();
    expect(await button('Add people').count()).toBe(0);
    expect(await button(/^Remove/).count()).toBe(0);
  });

  it('makes a role of what one has, and explains what one cannot grant', async () => {
    const { page, signIn } = console_;
    organization.isOperator = false;
    await signIn('admin@archestra.local');
    await goTo('/settings/roles/new?from=auditor');
    await page.getByRole('textbox', { name: 'Name' }).fill('Watcher');
    const operators = page.getByRole('checkbox', { name: /Create other organizations/ });
    await page.getByText('Only administrators of the operator’s organization have this.').waitFor();
    expect(await operators.isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'Block servers and tools' }).click();
    await button('Create role').click();
    await page.getByRole('heading', { name: 'Watcher' }).waitFor();
    await page.getByText(/Nobody\. Give it to somebody/).waitFor();
    await page.getByRole('combobox', { name: 'Compare with another role' }).click();
    await page.getByRole('option', { name: 'Auditor' }).click();
    await page.getByText('Only Watcher', { exact: true }).waitFor();
    expect(await page.getByText(/^Only /).count()).toBe(1);
    await button('Delete').click();
    await button('Delete role').click();
    await page.getByRole('heading', { name: 'Roles' }).waitFor();
  });

  it('gives a token exactly the rights that were chosen', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/settings/tokens');
    await page.getByLabel('Name').fill('Narrow');
    await page.getByText(/May do: everything you may do/).click();
    await page.getByRole('combobox', { name: 'What it may do' }).click();
    await page.getByRole('option', { name: 'Only call tools' }).click();
    await page.getByRole('checkbox', { name: 'Sandbox' }).click();
    await page.getByText('May do: only call tools, in 1 of the profiles').waitFor();
    await button('Create token').click();
    await page.getByText('Copy the token now').waitFor();
    expect(await page.getByText(/claude mcp add/).innerText()).toMatch(/archestra-sandbox .*Bearer arch_/s);
    const row = page.getByRole('row', { name: /Narrow/ });
    await row.getByText('2 permissions').waitFor();
    await row.getByText('in 1 profile').waitFor();
  });

  it('opens the credential of the server a refused client was sent to, and never shows a value again', async () => {
    const { page, signIn } = console_;
    await signIn('max@archestra.local');
    await goTo(`/credentials?server=${tracker}`);
    await page.getByRole('heading', { name: 'Credential for Issue tracker' }).waitFor();
    await page.getByLabel(/API key/).fill('planted-secret');
    await button('Save credential').click();
    await page.getByText('Credential saved').waitFor();
    await page.getByText('Works for you').waitFor();
    expect(await page.content()).not.toContain('planted-secret');
    const order = page.getByRole('list', { name: 'Who is asked, in this order' }).first();
    expect(await order.getByRole('listitem').nth(0).getByText(', used for you').count()).toBe(1);
    expect(await order.getByRole('listitem').nth(2).getByText(', not used for you').count()).toBe(1);
    expect(await page.getByRole('tab', { name: 'Everybody’s' }).count()).toBe(0);
    expect(await order.getByRole('listitem').nth(2).getByRole('button').count()).toBe(0);
  });

  it('wraps every credential under the newest key and says how far it is', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/credentials?tab=all');
    await button('Wrap under the newest key').click();
    await page.getByText('Done: everything is under the newest key.').waitFor();
    expect(await page.getByRole('list', { name: 'Keys in use' }).getByRole('listitem').count()).toBe(1);
  });

  it('gives a profile to a team, and says when it reaches nobody', async () => {
    const { page, signIn } = console_;
    await signIn();
    await page.getByRole('link', { name: 'Profiles' }).click();
    await page.getByLabel('Search profiles').fill('whose');
    await page.getByRole('link', { name: 'Handed over' }).click();
    await page.getByRole('tab', { name: /Access/ }).click();
    await page.getByText('Nobody may use this profile').waitFor();
    await page.getByRole('checkbox', { name: 'platform' }).click();
    await page.getByText('Reaches 3 of').waitFor();
    await button('Save access').click();
    await page.getByText('Profile saved').waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Access 1 team' }).waitFor();
  });

  it('changes many profiles at once, after showing what that changes', async () => {
    const { page, signIn } = console_;
    await signIn();
    await goTo('/mcp/profiles/assign');
    await page.getByText('Nothing chosen yet').waitFor();
    await page.getByRole('checkbox', { name: 'Support team' }).click();
    await page.getByRole('checkbox', { name: 'Release days' }).click();
    await page.getByRole('checkbox', { name: 'Every tool of Issue tracker' }).click();
    await page.getByText('Everything is as you want it already.').waitFor();
    await page.getByRole('checkbox', { name: 'Every tool of Memory graph' }).click();
    await page.getByText('Grants 4 tools in 2 profiles. All of it or nothing.').waitFor();
    await button('Apply').click();
    await page.getByText('4 grants changed in 2 profiles').waitFor();
  });

  it('shows a member neither people nor roles, and an auditor nothing to change', async () => {
    const { page, signIn } = console_;
    await signIn('max@archestra.local');
    const nav = page.getByRole('navigation', { name: 'Main' });
    await nav.getByRole('link', { name: 'Teams' }).waitFor();
    expect(await nav.getByRole('link', { name: /^(Members|Roles|Shared tokens|Audit)$/ }).count()).toBe(0);
    await signIn('lena@archestra.local');
    await goTo('/settings/members');
    await page.getByText('max@archestra.local').waitFor();
    expect(await button(/Invite|What to do with/).count()).toBe(0);
    await goTo('/settings/roles/editor');
    await page.getByRole('table', { name: 'Permissions' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await button(/Copy|Change|Delete/).count()).toBe(0);
  });

  it('stops offering what a person may not do any more as soon as a refusal shows it', async () => {
    const { page, signIn } = console_;
    await signIn('noor@archestra.local');
    await goTo('/mcp/profiles');
    await button('Create profile').click();
    await page.getByLabel('Name', { exact: true }).fill('Too late');
    const noor = users.find(({ email }) => email === 'noor@archestra.local');
    if (!noor) throw new Error('The samples have no such person.');
    Object.assign(noor, { role: 'member', roleName: 'Member' });
    await page.getByRole('dialog').getByRole('button', { name: 'Create profile' }).click();
    await page.getByText('The profile was not saved').waitFor();
    await button('Close').click();
    await button('Create profile').waitFor({ state: 'detached' });
    Object.assign(noor, { role: 'editor', roleName: 'Editor' });
  });

  const everyPage = [
    '/settings/members',
    '/settings/members?tab=invitations',
    '/settings/members?invite=true',
    '/settings/teams',
    `/settings/teams/${id(9, 2)}`,
    `/settings/teams/${id(9, 2)}?tab=reach`,
    `/settings/teams/${id(9, 2)}?tab=tokens`,
    '/settings/roles',
    `/settings/roles/${id(8, 1)}?with=editor`,
    '/settings/roles/new?from=editor',
    '/settings/organization',
    '/settings/tokens',
    '/settings/shared-tokens',
    '/settings/account',
    '/credentials',
    `/credentials?server=${tracker}`,
    '/credentials?tab=all',
    '/mcp/profiles',
    `/mcp/profiles/${id(4, 4)}?tab=access`,
    '/mcp/profiles/assign',
    '/invitation#an-open-invitation-of-the-mock',
  ];

  it('keeps nobody out: names, headings and width of every page', async () => {
    const { page, signIn } = console_;
    await signIn();
    const found: string[] = [];
    for (const width of [1_280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of everyPage) {
        await goTo(path);
        await page.locator('h1').waitFor();
        await page.waitForFunction(() => document.querySelector('[aria-label="Loading"]') === null);
        found.push(...(await barriers(page)).map((barrier) => `${path} at ${width}: ${barrier}`));
      }
    }
    expect(found).toEqual([]);
  }, 120_000);
});
