import type { Page } from 'playwright-core';
import { id } from './mock/base.ts';
import { servers } from './mock/sample.ts';

type Act = (page: Page) => Promise<void>;
const press =
  (name: RegExp, ...more: RegExp[]): Act =>
  async (page) => {
    for (const next of [name, ...more])
      await page
        .getByRole('button', { name: next })
        .or(page.getByRole('menuitem', { name: next }))
        .first()
        .click();
  };

const tracker = servers.find(({ name }) => name === 'issue-tracker')?.id ?? '';

/** Pages about people, what they may do, and what acts for them. */
export const peoplePages: [name: string, path: string, act?: Act][] = [
  ['invitation', '/invitation#an-open-invitation-of-the-mock'],
  ['invitation-expired', '/invitation?expired#an-expired-invitation-of-the-mock'],
  ['invitation-cut', '/invitation?cut'],
  ['members', '/settings/members'],
  ['members-nobody', '/settings/members', (page) => page.getByLabel('Search people').fill('zzz')],
  ['members-role', '/settings/members', press(/What to do with Max/, /Change role/)],
  [
    'members-role-change',
    '/settings/members',
    async (page) => {
      await press(/What to do with Max/, /Change role/)(page);
      await page.getByRole('radio', { name: /Editor/ }).click();
    },
  ],
  ['members-deactivate', '/settings/members', press(/What to do with Max/, /Deactivate/)],
  ['invitations', '/settings/members?tab=invitations'],
  ['invite', '/settings/members', press(/^Invite$/)],
  [
    'invite-link',
    '/settings/members',
    async (page) => {
      await press(/^Invite$/)(page);
      await page.getByLabel('E-mail').fill(`look-${crypto.randomUUID().slice(0, 6)}@example.com`);
      await press(/Create link/)(page);
    },
  ],
  ['teams', '/settings/teams'],
  ['team', `/settings/teams/${id(9, 2)}`],
  ['team-add', `/settings/teams/${id(9, 2)}`, press(/Add people/)],
  ['team-reach', `/settings/teams/${id(9, 2)}?tab=reach`],
  ['team-tokens', `/settings/teams/${id(9, 2)}?tab=tokens`],
  ['roles', '/settings/roles'],
  ['role', '/settings/roles/editor'],
  ['role-compare', `/settings/roles/${id(8, 1)}?with=editor`],
  ['role-edit', `/settings/roles/${id(8, 1)}`, press(/^Change$/)],
  ['role-new', '/settings/roles/new?from=editor'],
  ['organization', '/settings/organization'],
  ['tokens-limits', '/settings/tokens', (page) => page.getByText(/May do: everything/).click()],
  [
    'tokens-created',
    '/settings/tokens',
    async (page) => {
      await page.getByLabel('Name').fill('Claude Code on my laptop');
      await press(/Create token/)(page);
      await page.getByText('Copy the token now').waitFor();
    },
  ],
  ['shared-tokens', '/settings/shared-tokens'],
  ['audit-change', '/audit', (page) => page.getByText('changed the rights of').click()],
  ['account-rights', '/settings/account', (page) => page.getByText(/\d+ things/).click()],
  ['credentials', '/credentials'],
  ['credentials-dialog', `/credentials?server=${tracker}`],
  ['credentials-all', '/credentials?tab=all'],
  ['profile-access', `/mcp/profiles/${id(4, 4)}?tab=access`],
  ['profile-new', '/mcp/profiles', press(/Create profile/)],
  ['assign', '/mcp/profiles/assign'],
  [
    'assign-preview',
    '/mcp/profiles/assign',
    async (page) => {
      await press(/^All \d/)(page);
      await page.getByRole('checkbox', { name: 'Every tool of Filesystem' }).click();
      await page.getByRole('checkbox', { name: 'Every tool of Issue tracker' }).click();
      await page.getByRole('table', { name: 'What will change' }).scrollIntoViewIfNeeded();
    },
  ],
];
