import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Installer, PackageToRun } from './installer.ts';
import { PackageService } from './package.service.ts';

const source: PackageToRun = {
  kind: 'package',
  registry: 'npm',
  package: '@scope/tool',
  version: '1.0.0',
  arguments: [],
  environment: {},
  directories: [],
  egressHosts: [],
  limits: {},
};

describe('PackageService', () => {
  let folder: string;
  let installs: number;
  let fails: boolean;
  const npm: Installer = {
    install: async (_source, into) => {
      installs += 1;
      await writeFile(join(into, 'half'), '');
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (fails) throw new Error('the registry is away');
    },
    startOf: () => Promise.resolve({ command: ['node', 'x'], environment: {} }),
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packages-'));
    installs = 0;
    fails = false;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('installs once, however many servers ask at the same time or later', async () => {
    const packages = new PackageService(folder, { npm, pypi: npm });
    const found = await Promise.all([packages.ensure(source), packages.ensure(source), packages.ensure(source)]);
    await new PackageService(folder, { npm, pypi: npm }).ensure(source);
    expect(installs).toBe(1);
    expect(new Set(found.map((one) => one.folder)).size).toBe(1);
  });

  it('leaves nothing behind that a failed installation could pass off as whole', async () => {
    const packages = new PackageService(folder, { npm, pypi: npm });
    fails = true;
    await expect(packages.ensure(source)).rejects.toThrow('away');
    expect(await readdir(join(folder, 'npm'))).toEqual([]);
    fails = false;
    await packages.ensure(source);
    expect(installs).toBe(2);
  });
});
