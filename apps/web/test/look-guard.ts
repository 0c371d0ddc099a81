import type { Page } from 'playwright-core';

type Act = (page: Page) => Promise<void>;

/** Pages around what tools may do and what people decide about it. */
export const guardPages: [name: string, path: string, act?: Act][] = [
  ['guard-approvals', '/approvals'],
  ['guard-approvals-history', '/approvals?status=all', (page) => page.locator('summary').nth(2).click()],
];
