import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from './chromium.ts';
import { startMock } from './mock/server.ts';

const web = join(import.meta.dirname, '..');
const WAIT_MS = 10_000;

/** Without a browser there is nothing to see: the suite says so by name instead of passing. */
export const withBrowser = existsSync(chromiumPath) ? describe : describe.skip;

/** The built console on the mock, open in a browser of its own for each story. */
export interface OpenConsole {
  page: Page;
  base: string;
  signIn: (email?: string) => Promise<void>;
}

const build = (dist: string): void => {
  const vite = join(web, 'node_modules/vite/bin/vite.js');
  const found = existsSync(vite) ? vite : join(web, '../../node_modules/vite/bin/vite.js');
  const built = spawnSync(process.execPath, [found, 'build', '--outDir', dist, '--logLevel', 'error'], {
    cwd: web,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
};

/** Builds and serves the console for the tests of a file; whatever the page complains about fails its story. */
export const useConsole = (): OpenConsole => {
  let dist = '';
  let server: Server;
  let browser: Browser;
  let complaints: string[] = [];
  const opened: Partial<OpenConsole> = {};
  const console_ = opened as OpenConsole;

  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'archestra-web-'));
    build(dist);
    server = await startMock({ port: 0, liveMs: 0, dist });
    const address = server.address();
    console_.base = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await rm(dist, { recursive: true, force: true });
  });

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    console_.page = page;
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on(
      'console',
      (message) => message.text().includes('Content Security Policy') && complaints.push(message.text()),
    );
  });

  afterEach(async () => {
    await console_.page.context().close();
    expect(complaints).toEqual([]);
  });

  console_.signIn = async (email = 'admin@archestra.local') => {
    const { page, base } = console_;
    await page.goto(`${base}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('archestra-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/mcp\/registry/);
  };
  return console_;
};
