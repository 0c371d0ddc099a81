import { runOrThrow, which } from '../machine/command.ts';
import { reasonOf } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { aptInstall } from './apt.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
const bundles = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const answers = (program: string): Promise<boolean> =>
  runOrThrow(program, ['--version']).then(
    () => true,
    () => false,
  );

/** Ubuntu's package of that name is a stub that asks for a snap, so only a browser that tells its version counts. */
const findBrowser = async (): Promise<string | undefined> => {
  const named = process.env['CHROMIUM_PATH'];
  const candidates = named === undefined ? [...names.map(which), ...bundles] : [named];
  for (const candidate of candidates) {
    if (candidate !== undefined && (await answers(candidate))) return candidate;
  }
  return undefined;
};

/** A Chromium for tests: its path, or why there is none. */
export type Browser = { path: string } | { lacking: string };

/**
 * Finds a Chromium (CHROMIUM_PATH goes before all others) or installs Debian's. Never throws: a machine without a browser
 * still runs every other test.
 */
export const ensureBrowser = async (progress: Progress): Promise<Browser> => {
  const found = await findBrowser();
  if (found !== undefined) return { path: found };
  if (process.env['CHROMIUM_PATH'] !== undefined) return { lacking: 'CHROMIUM_PATH names no program that starts' };
  if (!which('apt-get')) return { lacking: 'there is no Chromium; install one or set CHROMIUM_PATH' };
  try {
    await progress.step('Install chromium', () => aptInstall(['chromium']));
  } catch (error) {
    return { lacking: `chromium could not be installed: ${reasonOf(error).split('\n')[0] ?? ''}` };
  }
  const installed = await findBrowser();
  return installed === undefined
    ? { lacking: 'the chromium package brought no browser that starts' }
    : { path: installed };
};
