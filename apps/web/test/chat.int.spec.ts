import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers } from './accessible.ts';
import { id } from './mock/base.ts';
import { useConsole, withBrowser } from './use-console.ts';

withBrowser('chat in a browser (needs Chromium)', () => {
  const console_ = useConsole();
  let page: Page;
  let base = '';
  beforeEach(async () => {
    ({ page, base } = console_);
    await console_.signIn();
  });

  const field = () => page.getByRole('combobox', { name: 'Message' });
  const say = async (text: string) => {
    await field().fill(text);
    await field().press('Enter');
  };
  const begin = async (text: string) => {
    await page.goto(`${base}/chat`);
    await say(text);
    await page.waitForURL(/\/chat\/[0-9a-f-]{36}$/);
  };
  const answers = () => page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Answer' }) });
  const settled = () => page.getByRole('button', { name: 'Send', exact: true }).waitFor();

  it('begins a chat, streams the answer with its tool, and names the chat in the list', async () => {
    await begin('Look around in the files');
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    await page.getByRole('button', { name: /^list_directory/ }).waitFor();
    await page.getByRole('heading', { name: 'What I found' }).waitFor();
    await settled();
    await page.getByRole('navigation', { name: 'Chats' }).getByText('Look around in the files').waitFor();
    expect(await page.getByRole('table').getByRole('cell', { name: '12,480' }).count()).toBe(1);
    await page.locator('code .hljs-keyword').first().waitFor();
    await page.getByRole('button', { name: /^list_directory/ }).click();
    await page.getByRole('link', { name: 'See this call in the record' }).waitFor();
  });

  it('takes up an answer in progress after a reload', async () => {
    await begin('a long one');
    await answers().getByText('Paragraph 2 of').waitFor();
    await page.reload();
    await answers().getByText('Paragraph 1 of').waitFor();
    await answers().getByText('Paragraph 5 of').waitFor();
    expect(await answers().count()).toBe(1);
    expect(await answers().getByText('Paragraph 2 of').count()).toBe(1);
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await page.getByText('stopped', { exact: true }).waitFor();
  });

  it('takes up an answer whose connection broke, and shows nothing twice', async () => {
    await begin('cut it');
    await answers().getByText('the second half after it was taken up again.').waitFor();
    await settled();
    expect(await answers().getByText('The first half is read').count()).toBe(1);
    expect(await answers().count()).toBe(1);
  });

  it('stops with Escape and keeps what there is', async () => {
    await begin('a long one');
    await answers().getByText('Paragraph 1 of').waitFor();
    await field().press('Escape');
    await page.getByText('stopped', { exact: true }).waitFor();
    await page.reload();
    await answers().getByText('Paragraph 1 of').waitFor();
    await page.getByText('stopped', { exact: true }).waitFor();
  });

  it('asks for approval with the exact arguments, by keyboard', async () => {
    await begin('Please comment on it');
    const card = page.getByRole('region', { name: 'May add_comment of issue-tracker be called?' });
    await card.getByText('We look into it and write again by Friday.').first().waitFor();
    await card.getByText('Changed').first().waitFor();
    await card.getByText(/^[34]:\d\d$/).waitFor();
    await card.focus();
    // A key that was on its way when the question came is no answer to it.
    await page.waitForTimeout(1_100);
    await card.press('a');
    await answers().getByText('The comment stands below issue 4711 now.').waitFor();
    await settled();
  });

  it('goes on without a call that was declined', async () => {
    await begin('Please comment on it');
    await page.getByRole('button', { name: /^Decline/ }).click();
    await answers().getByText('I did not comment.').waitFor();
    await page.getByText('Declined', { exact: true }).waitFor();
  });

  it('shows why a call was denied, with its path', async () => {
    await page.goto(`${base}/chat/${id(21, 2)}`);
    const card = page.getByRole('region', { name: 'Tool add_comment' });
    await card.getByText('Denied', { exact: true }).waitFor();
    const steps = card.getByRole('list', { name: 'How this was decided' }).getByRole('listitem');
    expect(await steps.allInnerTexts()).toEqual([
      expect.stringContaining('read_issue returned an issue that strangers can write'),
      expect.stringContaining('This chat has read untrusted content'),
      expect.stringContaining('add_comment sends data out'),
    ]);
  });

  it('loads no image of elsewhere and shows its address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${base}/chat/${id(21, 2)}`);
    await page.getByText('https://collect.example.net/pixel.png?d=quarterly-numbers-4711').waitFor();
    expect(await page.getByRole('link', { name: 'Open it' }).getAttribute('rel')).toContain('noopener');
    expect(asked.filter((url) => !url.startsWith(base))).toEqual([]);
  });

  it('keeps the older version when a question is asked again in other words', async () => {
    await begin('first words');
    await answers().getByText('You asked: “first words”').waitFor();
    await settled();
    await page.getByRole('button', { name: 'Change and send again' }).click();
    await page.getByLabel('Change the message').fill('other words');
    await page.getByLabel('Change the message').press('Enter');
    await answers().getByText('You asked: “other words”').waitFor();
    await settled();
    const versions = page.getByRole('group', { name: 'Versions' }).first();
    expect(await versions.innerText()).toContain('2 / 2');
    await versions.getByRole('button', { name: 'Version before' }).click();
    await answers().getByText('You asked: “first words”').waitFor();
    expect(await answers().getByText('You asked: “other words”').count()).toBe(0);
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.getByRole('group', { name: 'Versions' }).last().getByText('2 / 2').waitFor();
  });

  it('gives back what could not be sent, and says why', async () => {
    await page.goto(`${base}/chat/${id(21, 5)}`);
    await say('refuse this');
    await page.getByRole('alert').getByText('You asked very often.').waitFor();
    expect(await field().inputValue()).toBe('refuse this');
  });

  it('says what is used up and when it starts anew', async () => {
    await page.goto(`${base}/chat/${id(21, 3)}`);
    await page.getByText(/\$49\.87 of \$50\.00 are used this month\. It starts anew on/).waitFor();
    await page.getByRole('link', { name: 'See the budgets' }).waitFor();
  });

  it('leaves the reader where they are while the answer grows, and follows again at the end', async () => {
    await page.setViewportSize({ width: 1_280, height: 520 });
    await begin('a long one');
    await answers().getByText('Paragraph 14 of').waitFor({ timeout: 20_000 });
    const top = await page.evaluate(() => {
      const box = [...document.querySelectorAll('main *')].find(
        (one) => getComputedStyle(one).overflowY === 'auto' && one.querySelector('article') !== null,
      );
      box?.scrollTo({ top: 0 });
      box?.setAttribute('data-test-scroller', '');
      return box?.scrollTop;
    });
    expect(top).toBe(0);
    await page.getByRole('button', { name: 'Go to the end' }).waitFor();
    await answers().getByText('Paragraph 17 of').waitFor({ state: 'attached' });
    const box = page.locator('[data-test-scroller]');
    expect(await box.evaluate((one) => one.scrollTop)).toBe(0);
    await page.getByRole('button', { name: 'Go to the end' }).click();
    await answers().getByText('Paragraph 19 of').waitFor();
    await expect(box.evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop)).resolves.toBeLessThan(60);
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await settled();
  });

  it('begins with a prompt of the library, which can be changed there', async () => {
    await page.goto(`${base}/chat/prompts`);
    await page.getByRole('button', { name: 'Add prompt' }).click();
    await page.getByLabel('Title').fill('Say it shorter');
    await page.getByLabel('Text').fill('Say this in half the words:');
    await page.getByRole('dialog').getByRole('button', { name: 'Add prompt' }).click();
    await page.getByText('/say-it-shorter').waitFor();
    await page.goto(`${base}/chat`);
    await field().fill('/say');
    await page.getByRole('option', { name: /Say it shorter/ }).waitFor();
    await field().press('Enter');
    expect(await field().inputValue()).toBe('Say this in half the words:');
  });

  it('switches tools off for one chat', async () => {
    await page.goto(`${base}/chat/${id(21, 6)}`);
    await page.getByRole('button', { name: /^Tools and memories/ }).click();
    await page.getByRole('switch', { name: 'read_text_file' }).click();
    await page.getByRole('switch', { name: 'Every tool of issue-tracker' }).click();
    await page.keyboard.press('Escape');
    const words = page.getByRole('button', { name: /^Tools and memories: \d+ of \d+ tools/ });
    await words.waitFor();
    const before = await words.getAttribute('aria-label');
    await page.reload();
    await words.waitFor();
    expect(await words.getAttribute('aria-label')).toBe(before);
  });

  it('finds, renames and deletes chats', async () => {
    await page.goto(`${base}/chat/${id(21, 8)}`);
    const list = page.getByRole('navigation', { name: 'Chats' });
    await list.getByLabel('Search chats').fill('grey on phones');
    await list.getByText('Answer on issue 4711').waitFor();
    await list.getByText('Quarterly numbers').waitFor({ state: 'detached' });
    expect(await list.getByRole('listitem').count()).toBe(1);
    await list.getByLabel('Search chats').fill('');
    await list.getByText('Onboarding of Priya').waitFor();
    const more = list.getByRole('button', { name: 'What to do with “Onboarding of Priya”' });
    await more.click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await list.getByLabel('Title of the chat').fill('Onboarding of everybody');
    await list.getByLabel('Title of the chat').press('Enter');
    await page.getByRole('heading', { name: 'Onboarding of everybody' }).waitFor();
    await list.getByRole('button', { name: 'What to do with “Onboarding of everybody”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete chat' }).click();
    await page.waitForURL(/\/chat$/);
    expect(await list.getByText('Onboarding of everybody').count()).toBe(0);
  });

  it.each([1_280, 390])('keeps nobody out at %p px', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    for (const path of ['/chat', `/chat/${id(21, 1)}`, `/chat/${id(21, 2)}`, '/chat/prompts']) {
      await page.goto(base + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(300);
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
  });
});
