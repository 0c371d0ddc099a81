import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Visitor } from './browser.ts';

const folder = join(import.meta.dirname, '../../../artifacts/screenshots');
const sizes = [
  { width: 1_440, height: 900 },
  { width: 375, height: 812 },
];
/** Answers, fonts and the short animations of dialogs. */
const SETTLE_MS = 600;

/** One page to look at: its name, its path, and what to do there before the picture. */
export type View = readonly [name: string, path: string, act?: (page: Page) => Promise<void>];

/** What makes a page unfit to be shown. */
const flawsOf = async (page: Page, name: string): Promise<string[]> => {
  const tooWide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return tooWide > 0 ? [`${name} is ${tooWide} px too wide at ${page.viewportSize()?.width}`] : [];
};

const takeOne = async (page: Page, consoleUrl: string, [name, path, act]: View, theme: string): Promise<string[]> => {
  await page.goto(consoleUrl + path);
  await page.waitForTimeout(SETTLE_MS);
  if (act) await act(page).then(() => page.waitForTimeout(SETTLE_MS));
  await page.screenshot({ path: join(folder, `${name}-${page.viewportSize()?.width}-${theme}.png`) });
  return flawsOf(page, name);
};

/** Takes a picture of every view in two sizes and both themes; returns what is wrong with them. */
export const takePictures = async (
  visitor: Visitor,
  credentials: readonly [email: string, password: string] | undefined,
  views: readonly View[],
): Promise<string[]> => {
  mkdirSync(folder, { recursive: true });
  const flaws: string[] = [];
  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    sizes.map((viewport) => ({ colorScheme, viewport })),
  );
  for (const look of looks) {
    const page = await visitor.page(look);
    if (credentials) await visitor.signIn(page, ...credentials);
    for (const view of views) flaws.push(...(await takeOne(page, visitor.consoleUrl, view, look.colorScheme)));
    await page.context().close();
  }
  return flaws;
};
