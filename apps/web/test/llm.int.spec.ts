import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers } from './accessible.ts';
import { tell } from './mock/live.ts';
import { llmCalls, nextLlmCall } from './mock/llm-call.ts';
import { useConsole, withBrowser } from './use-console.ts';

withBrowser('models and money in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  let page: Page;
  let base = '';
  beforeEach(() => void ({ page, base } = console_));
  const open = async (path: string, email?: string): Promise<void> => {
    await console_.signIn(email);
    await page.goto(base + path);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  it('sets up a provider with a key that is tested, kept and never shown again', async () => {
    await open('/settings/providers');
    await button('Add provider').click();
    await button(/Anything compatible/).click();
    await page.getByLabel('Name', { exact: true }).fill('Story Models');
    await page.getByText('Will be called story-models.').waitFor();
    await page.getByLabel('Address').fill('https://llm.story.example/v1');
    await page.getByLabel('API key').fill('wrong');
    expect(await button('Add provider').last().isDisabled()).toBe(true);
    await button('Test address and key').click();
    await page.getByText('It did not answer as it should').waitFor();
    await page.getByLabel('API key').fill('sk-story-secret-9911');
    await button('Test address and key').click();
    await page.getByText('It works: 3 models found').waitFor();
    expect(await button('Take its list of models').count()).toBe(0);
    await button('Add provider').last().click();
    await page.getByText('story-models is ready').waitFor();
    await page.getByText('Key …9911').waitFor();
    await button('Change story-models').click();
    await page.getByText('There is one that ends in …9911').waitFor();
    expect(await page.getByLabel('API key').inputValue()).toBe('');
    expect(await page.content()).not.toContain('sk-story-secret');
  });

  it('says which fallbacks are asked in which order', async () => {
    await open('/settings/providers');
    await button('Change openai').click();
    await button('Ask local:llama3.3:70b earlier').click();
    await button('Save').click();
    await page.getByText('local:llama3.3:70b → anthropic:claude-sonnet-4-5').waitFor();
  });

  it('shows a call at the top as it happens, and keeps one the filter does not want away', async () => {
    await open('/llm/logs');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const list = page.getByRole('list', { name: /Calls to models/ });
    await list.waitFor();
    const { call: _, recordedAt: __, ...call } = nextLlmCall();
    tell({ kind: 'llm-call', call: { ...call, requestedModel: 'just-now', error: null } });
    const first = list.getByRole('listitem').first();
    await first.getByText('just-now').waitFor();
    await page.getByLabel('Search model calls').fill('claude');
    await list.getByRole('link').first().waitFor();
    await page.waitForURL(/search=claude/);
    expect(await list.getByText('just-now').count()).toBe(0);
  });

  it('says who answered by which rule, what it saved, and why a tool was not called', async () => {
    const idOf = (is: (call: (typeof llmCalls)[number]) => boolean) => llmCalls.find(is)?.id ?? '';
    await open(`/llm/logs/${idOf(({ ruleId }) => ruleId !== null)}`);
    await page.getByRole('link', { name: 'Short questions without tools' }).waitFor();
    await page.getByText('Would have cost').waitFor();
    await page.goto(`${base}/llm/logs/${idOf(({ heldToolCalls }) => heldToolCalls > 0)}`);
    await page.getByText('From then on the session counts as untrusted').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('draws cost and gives the same numbers as a table', async () => {
    await open('/llm/cost/statistics');
    await page.locator('svg.recharts-surface').first().waitFor();
    const table = page.getByRole('table', { name: 'Sums by model' });
    expect(await table.getByRole('row').count()).toBeGreaterThan(5);
    await page.getByRole('combobox', { name: 'Grouped' }).click();
    await page.getByRole('option', { name: 'By team' }).click();
    await page.getByText('A call counts for each team').waitFor();
    await page.getByRole('table', { name: 'Sums by team' }).getByText('support').waitFor();
    expect(page.url()).toContain('by=team');
    expect(await barriers(page)).toEqual([]);
  });

  it('sets a budget, and says so wherever one is when it fills up', async () => {
    await open('/llm/cost/limits');
    await button('Set budget').click();
    await page.getByLabel('Name').fill('Story');
    await page.getByLabel('Limit').fill('lots');
    await page.getByText('Dollars, such as 250 or 0.50.').waitFor();
    await page.getByLabel('Limit').fill('12.50');
    await button('Set budget').last().click();
    await page.getByText('$12.50 a month').waitFor();
    await page.getByRole('link', { name: 'Memories' }).click();
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    const amounts = { unit: 'micro-usd', limit: 12_500_000, spent: 10_000_000, reserved: 0 } as const;
    const budget = { id: crypto.randomUUID(), name: 'Story', scope: 'organization', window: 'month' } as const;
    tell({ kind: 'budget-alert', budget: { ...budget, ...amounts, resetsAt: null }, percent: 80, isOwn: false });
    await page.getByText('The budget “Story” is 80 % used').waitFor();
    await page.getByText('$10.00 of $12.50 a month.').waitFor();
  });

  it('tries a rule on past calls before it is on, and says in one sentence what it does', async () => {
    await open('/llm/cost/optimization-rules');
    await button('Add rule').click();
    await page.getByText('Choose the model that shall answer.').waitFor();
    await page.getByLabel('Answered by').click();
    await page.getByRole('option', { name: 'local:qwen3:8b' }).click();
    await page.getByLabel('Sends at most').fill('2000');
    await page.getByText('A call for any model goes to local:qwen3:8b, when it sends at most 2,000 tokens.').waitFor();
    await button('Try it on past calls').click();
    await page.getByText('It would have saved $38.45').waitFor();
    await page.getByLabel('Sends at most').fill('3000');
    await page.getByText('It would have saved').waitFor({ state: 'detached' });
    await button('Save switched off').click();
    const rules = page.getByRole('list', { name: 'Rules in their order' });
    await rules.getByText('To qwen3:8b').waitFor();
    expect(await page.getByRole('switch', { name: 'To qwen3:8b is on' }).isChecked()).toBe(false);
    await button('Try To qwen3:8b earlier').click();
    await rules.getByRole('listitem').nth(2).getByText('To qwen3:8b').waitFor();
  });

  it('imports prices, and says what is wrong with other files', async () => {
    await open('/llm/cost/token-price?search=gpt-5');
    await page.getByRole('table').getByText('gpt-5-nano').waitFor();
    await button('Import').click();
    const file = (text: string) => ({ name: 'prices.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await page.getByLabel('File', { exact: true }).setInputFiles(file('[1]'));
    await page.getByText('not a table of prices').waitFor();
    await page.getByLabel('File', { exact: true }).setInputFiles(file('{"a":{"input_cost_per_token":1e-6},"b":{}}'));
    await page.getByText('2 models in it.').waitFor();
    await button('Import').last().click();
    await page.getByText('2 new prices, 12 changed prices').waitFor();
  });

  it('shows members their own calls, and nothing to set', async () => {
    await open('/llm/logs', 'max@archestra.local');
    const list = page.getByRole('list', { name: /Calls to models/ });
    await list.waitFor();
    expect(await list.getByText('Ada Admin').count()).toBe(0);
    for (const name of ['Cost', 'Budgets', 'Savings rules', 'Prices', 'Providers'])
      expect([name, await page.getByRole('link', { name, exact: true }).count()]).toEqual([name, 0]);
  });

  it.each([
    '/settings/providers',
    '/llm/logs',
    '/llm/cost/limits',
    '/llm/cost/token-price',
    '/llm/cost/optimization-rules',
  ])('keeps nobody from using %s, and lets auditors change nothing there', async (path) => {
    await open(path, 'lena@archestra.local');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('main').getByRole('listitem').or(page.getByRole('row')).first().waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(
      await page
        .getByRole('main')
        .getByRole('button', { name: /^(Add|Set|Change|Delete|Import)/ })
        .count(),
    ).toBe(0);
  });
});
