import type { Page } from 'playwright-core';
import type { View } from './gallery.ts';

/** Addresses that are known only once the story has made what they show. */
export interface MadePaths {
  server: string;
  profile: string;
  answered: string;
  denied: string;
}

const click = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

/** Every page of the console a signed-in administrator can reach, and the dialogs worth looking at. */
export const everyView = (path: MadePaths): View[] => [
  ['servers', '/mcp/registry'],
  ['server-tools', path.server],
  ['server-contract', path.server, click(/Edit the contract of write_file/)],
  ['server-logs', `${path.server}?tab=logs`],
  ['server-status', `${path.server}?tab=status`],
  ['server-egress', `${path.server}?tab=egress`],
  ['server-versions', `${path.server}?tab=versions`],
  ['server-setup', `${path.server}?tab=setup`],
  ['server-blocks', `${path.server}?tab=blocks`],
  ['server-block', `${path.server}?tab=blocks`, click(/Block calls/)],
  ['server-delete', path.server, click(/Delete/)],
  ['server-add', '/mcp/registry/new'],
  ['requests', '/mcp/registry/installation-requests'],
  ['tool-changes', '/mcp/registry/tool-changes'],
  ['profiles', '/mcp/profiles'],
  ['assign', '/mcp/profiles/assign'],
  ['profile', path.profile],
  ['profile-connect', `${path.profile}?tab=connect`],
  ['calls', '/mcp/logs'],
  ['calls-none', '/mcp/logs?search=nothing+like+this'],
  ['call-answered', path.answered],
  ['call-denied', path.denied],
  ['memories', '/memories'],
  ['tokens', '/settings/tokens'],
  ['account', '/settings/account'],
  ['credentials', '/credentials'],
  ['shared-tokens', '/settings/shared-tokens'],
  ['members', '/settings/members'],
  ['teams', '/settings/teams'],
  ['roles', '/settings/roles'],
  ['organization', '/settings/organization'],
  ['audit', '/audit'],
  ['palette', '/memories', (page) => page.keyboard.press('Control+k')],
  ['missing', '/nowhere'],
];
