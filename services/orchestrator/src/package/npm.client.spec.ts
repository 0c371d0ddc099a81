import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PackageToRun } from './installer.ts';
import { NpmClient } from './npm.client.ts';

const source = (version: string): PackageToRun => ({
  ...{ kind: 'package', registry: 'npm', package: '@scope/tool', version },
  ...{ arguments: [], environment: {}, directories: [], egressHosts: [], limits: {} },
});

describe('NpmClient', () => {
  let folder: string;
  const install = (version: string, packages: object): Promise<void> => {
    const command = join(folder, 'npm');
    writeFileSync(command, `#!/bin/sh\ncat > package-lock.json <<'END'\n${JSON.stringify({ packages })}\nEND\n`);
    chmodSync(command, 0o755);
    const options = { command, cacheFolder: folder, environment: { PATH: '/usr/bin:/bin' } };
    return new NpmClient(options).install(source(version), folder);
  };
  const locked = (version: string, integrity: object = { integrity: 'sha512-x' }) => ({
    '': {},
    'node_modules/@scope/tool': { version, ...integrity },
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'npm-client-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('installs the version it was asked for', async () => {
    await expect(install('1.2.3', locked('1.2.3'))).resolves.toBeUndefined();
  });

  it.each(['latest', '1', '1.2', '1.x'])('refuses %s, which is something else tomorrow', async (version) => {
    await expect(install(version, locked('1.2.3'))).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringContaining('no exact version'),
    });
  });

  it('refuses what is not there, and parts that cannot be verified', async () => {
    await expect(install('1.2.3', { '': {} })).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    await expect(install('1.2.3', locked('1.2.3', {}))).rejects.toThrow(/cannot be verified/);
  });
});
