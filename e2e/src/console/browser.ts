import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WAIT_MS = 10_000;

/** The browser of this machine; undefined when there is none. */
export const chromiumPath = [process.env['CHROMIUM'], ...candidates].find(
  (path): path is string => path !== undefined && existsSync(path),
);

/** A browser on the console. Everything its pages complain about is kept in `complaints`. */
export class Visitor {
  readonly complaints: string[] = [];
  readonly consoleUrl: string;
  private readonly browser: Browser;

  constructor(browser: Browser, consoleUrl: string) {
    this.browser = browser;
    this.consoleUrl = consoleUrl;
  }

  static async arrive(consoleUrl: string): Promise<Visitor> {
    if (chromiumPath === undefined) throw new Error('There is no Chromium.');
    return new Visitor(await chromium.launch({ executablePath: chromiumPath, args: flags }), consoleUrl);
  }

  /** A page of its own, with its own cookies. */
  async page(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1_440, height: 900 }, ...options });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  async signIn(page: Page, email: string, password: string): Promise<void> {
    await page.goto(`${this.consoleUrl}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'MCP servers' }).waitFor();
  }

  leave(): Promise<void> {
    return this.browser.close();
  }
}

/** Presses Tab until the element of this accessible name has the focus; throws when it is not reached. */
export const tabTo = async (page: Page, name: string, limit = 40): Promise<void> => {
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const names = [await focused.getAttribute('aria-label'), await focused.textContent()];
    const reached = names.some((text) => text?.trim() === name);
    if (reached) return;
  }
  throw new Error(`${name} cannot be reached with Tab.`);
};
