import { tmpdir } from 'node:os';
import { afterAll, beforeAll } from '@jest/globals';
import { startInstallation, type Installation } from '@archestra/local';
import { openPlatform, type Platform } from './platform.ts';

const START_WITHIN_MS = 240_000;
const STOP_WITHIN_MS = 90_000;

/** One platform for all tests of a file; `environment` reaches every service and may be known only shortly before the start. */
export const usePlatform = (
  environment: () => Record<string, string> | Promise<Record<string, string>> = () => ({}),
): (() => Platform) => {
  let installation: Installation | undefined;
  let platform: Platform | undefined;
  beforeAll(async () => {
    installation = await startInstallation({
      LOG_LEVEL: 'warn',
      SERVER_DIRECTORIES: tmpdir(),
      ...(await environment()),
    });
    platform = await openPlatform(installation);
  }, START_WITHIN_MS);
  afterAll(() => installation?.stop(), STOP_WITHIN_MS);
  return () => {
    if (!platform) throw new Error('The platform is there inside tests and hooks only.');
    return platform;
  };
};
