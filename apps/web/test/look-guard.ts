import type { Page } from 'playwright-core';

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

/** Pages around what tools may do and what people decide about it. */
export const guardPages: [name: string, path: string, act?: Act][] = [
  ['guard-tools', '/tools'],
  ['guard-tools-none', '/tools?search=nothing+like+this'],
  ['guard-tool-contract', '/tools?search=comment', open],
  ['guard-tool-policies', '/tools?search=comment', both(open, toPolicies)],
  ['guard-tool-policy-edit', '/tools?search=comment', both(open, toPolicies, click(/^Change: When/))],
  ['guard-tools-many', '/tools', both(tick(/create_entities/), tick(/read_graph/), click(/one contract/))],
  ['guard-approvals', '/approvals'],
  ['guard-approvals-history', '/approvals?status=all', (page) => page.locator('summary').nth(2).click()],
];
