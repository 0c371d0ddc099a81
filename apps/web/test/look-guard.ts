import type { Page } from 'playwright-core';
import { calls } from './mock/calls.ts';

const denied = calls.find(({ outcome }) => outcome === 'denied');

type Act = (page: Page) => Promise<void>;

const click =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('button', { name }).first().click();
const both =
  (...acts: Act[]): Act =>
  async (page) => {
    for (const act of acts) await act(page);
  };
const open = click(/add_comment/);
const toPolicies: Act = (page) => page.getByRole('tab', { name: 'Policies' }).click();
const tick =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('checkbox', { name }).first().click();

const second: Act = (page) => page.locator('summary').nth(1).click();

/** Pages around what tools may do and what people decide about it. */
export const guardPages: [name: string, path: string, act?: Act][] = [
  ['guard-session', `/mcp/logs/${denied?.id ?? ''}`, click(/what the session has seen/)],
  ['guard-tools', '/tools'],
  ['guard-tools-none', '/tools?search=nothing+like+this'],
  ['guard-tool-contract', '/tools?search=comment', open],
  ['guard-tool-policies', '/tools?search=comment', both(open, toPolicies)],
  ['guard-tool-policy-edit', '/tools?search=comment', both(open, toPolicies, click(/^Change: When/))],
  ['guard-tools-many', '/tools', both(tick(/create_entities/), tick(/read_graph/), click(/one contract/))],
  ['guard-approvals', '/approvals'],
  ['guard-approvals-history', '/approvals?status=all', (page) => page.locator('summary').nth(2).click()],
  ['guard-quarantine', '/quarantine', (page) => page.locator('summary').first().click()],
  ['guard-quarantine-read', '/quarantine', both(second, click(/^Read as reviewer$/), click(/^Read it$/))],
  ['guard-quarantine-ask', '/quarantine', both(second, click(/^Read as reviewer$/))],
  ['guard-dual-llm', '/settings/dual-llm'],
];
