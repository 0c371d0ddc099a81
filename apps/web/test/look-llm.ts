import type { Page } from 'playwright-core';
import { llmCalls } from './mock/llm-call.ts';

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
const down =
  (pixels: number): Act =>
  async (page) => {
    await page.getByRole('dialog').locator('form').hover();
    await page.mouse.wheel(0, pixels);
  };
/** The library that draws comes after the page. */
const drawn: Act = (page) => page.locator('.recharts-bar-rectangle').first().waitFor();
const callPage = (index: number): string => `/llm/logs/${llmCalls[index]?.id ?? ''}`;

/** Pages around models and money, with what has to be pressed to see it. */
export const llmPages: [name: string, path: string, act?: Act][] = [
  ['llm-providers', '/settings/providers'],
  ['llm-provider-new', '/settings/providers', click(/Add provider/)],
  [
    'llm-provider-form',
    '/settings/providers',
    both(click(/Add provider/), click(/Anything compatible/), async (page) => {
      await page.getByLabel('Name').fill('My cluster');
      await page.getByLabel('Address').fill('https://llm.example.com/v1');
      await click(/Test address/)(page);
      await page.getByText('It works').waitFor();
    }),
  ],
  ['llm-provider-edit', '/settings/providers', both(click(/Change openai/), down(700))],
  ['llm-calls', '/llm/logs'],
  ['llm-calls-filtered', '/llm/logs?search=nothing+like+this'],
  ['llm-call-rule', callPage(1)],
  ['llm-call-denied', callPage(2)],
  ['llm-call-fallback', callPage(4)],
  ['llm-call-budget', callPage(5)],
  ['llm-cost', '/llm/cost/statistics', drawn],
  ['llm-cost-team', '/llm/cost/statistics?period=week&by=team&measure=tokens', drawn],
  ['llm-cost-saved', '/llm/cost/statistics?period=day&by=user&measure=saved', drawn],
  ['llm-cost-table', '/llm/cost/statistics', (page) => page.evaluate(() => window.scrollTo(0, 900))],
  ['llm-budgets', '/llm/cost/limits'],
  ['llm-budget-new', '/llm/cost/limits', click(/Set budget/)],
  ['llm-budget-edit', '/llm/cost/limits', click(/Change Support team/)],
  ['llm-prices', '/llm/cost/token-price'],
  ['llm-price-set', '/llm/cost/token-price', click(/next price of gpt-5$/)],
  ['llm-price-import', '/llm/cost/token-price', click(/^Import$/)],
  ['llm-rules', '/llm/cost/optimization-rules'],
  ['llm-rule-edit', '/llm/cost/optimization-rules', click(/Change Short questions/)],
  [
    'llm-rule-simulated',
    '/llm/cost/optimization-rules',
    both(click(/Change Short questions/), click(/Try it on past calls/), down(1_500)),
  ],
];
