import type { Page } from 'playwright-core';
import { id } from './mock/base.ts';

type Act = (page: Page) => Promise<void>;
const say =
  (text: string, until?: RegExp): Act =>
  async (page) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
    if (until) await page.getByText(until).first().waitFor();
  };
const press =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('button', { name }).first().click();

const atlas = `/chat/${id(21, 1)}`;
const issue = `/chat/${id(21, 2)}`;

/** Chats and prompts in every state. */
export const chatPages: [name: string, path: string, act?: Act][] = [
  ['chat-new', '/chat'],
  ['chat-slash', '/chat', (page) => page.getByLabel('Message', { exact: true }).fill('/r')],
  ['chat-models', '/chat', press(/^Model:/)],
  ['chat-profiles', '/chat', press(/^Profile:/)],
  ['chat-tools', '/chat', press(/^Tools and memories/)],
  [
    'chat-memories',
    '/chat',
    async (page) => {
      await press(/^Tools and memories/)(page);
      await page.getByRole('tab', { name: 'Memories' }).click();
    },
  ],
  ['chat-answer', atlas],
  [
    'chat-answer-top',
    atlas,
    async (page) => {
      await press(/^filesystem|list_directory/)(page);
      await page.getByText('Thoughts').click();
      await page.getByText('Look at the services').first().scrollIntoViewIfNeeded();
    },
  ],
  ['chat-denied', issue],
  ['chat-denied-top', issue, (page) => page.getByText('Read issue 4711').first().scrollIntoViewIfNeeded()],
  ['chat-budget', `/chat/${id(21, 3)}`],
  ['chat-edit', atlas, (page) => page.getByRole('button', { name: 'Change and send again' }).last().click()],
  [
    'chat-streaming',
    '/chat',
    async (page) => {
      await say('Look around in the files')(page);
      await page.getByText('What I found').waitFor();
      await page.waitForTimeout(900);
    },
  ],
  ['chat-approval', '/chat', say('Please comment on the issue', /May add_comment/)],
  ['chat-provider-down', '/chat', say('Ask the provider', /overloaded/)],
  ['chat-refused', '/chat', say('refuse this', /very often/)],
  [
    'chat-list',
    atlas,
    async (page) => {
      const open = page.getByRole('button', { name: 'Open the list of chats' });
      if (await open.isVisible()) await open.click();
      await page.getByLabel('Search chats').first().fill('routing');
      await page.waitForTimeout(500);
    },
  ],
  [
    'chat-list-all',
    atlas,
    async (page) => {
      const open = page.getByRole('button', { name: 'Open the list of chats' });
      if (await open.isVisible()) await open.click();
    },
  ],
  ['chat-missing', `/chat/${id(21, 99)}`],
  ['chat-prompts', '/chat/prompts'],
  ['chat-prompt-new', '/chat/prompts', press(/Add prompt/)],
];
