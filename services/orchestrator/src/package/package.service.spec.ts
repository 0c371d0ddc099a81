import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
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
    expect([await readdir(join(folder, 'npm')), await readdir(join(folder, 'unfinished'))]).toEqual([[], []]);
    fails = false;
    await packages.ensure(source);
    expect(installs).toBe(2);
  });

  describe('when it looks what nobody uses', () => {
    let packages: PackageService;
    const versions = ['1.0.0', '2.0.0', '3.0.0'].map((version) => ({ ...source, version }));
    const [wanted = source, asked = source, forgotten = source] = versions;
    const there = async (): Promise<string[]> =>
      [...(await readdir(join(folder, 'npm'))), ...(await readdir(join(folder, 'unfinished')))].sort();
    const age = async (one: PackageToRun, hours: number): Promise<void> => {
      const at = new Date(Date.now() - hours * 3_600_000);
      await utimes((await packages.ensure(one)).folder, at, at);
    };
    beforeEach(async () => {
      packages = new PackageService(folder, { npm, pypi: npm });
      for (const one of versions) await age(one, 25);
    });

    it('keeps what an installation wants, or somebody asked for within a day', async () => {
      await packages.ensure(asked);
      await packages.sweep([wanted]);
      expect(await there()).toEqual(['@scope__tool@1.0.0', '@scope__tool@2.0.0']);
      // What is wanted no longer may run on for a moment.
      await packages.sweep([]);
      expect(await there()).toEqual(['@scope__tool@1.0.0', '@scope__tool@2.0.0']);
      await age(wanted, 25);
      await packages.sweep([]);
      expect(await there()).toEqual(['@scope__tool@2.0.0']);
      await packages.ensure(forgotten);
      expect(installs).toBe(4);
    });

    it('removes what an earlier life did not finish, and touches nothing that is being prepared', async () => {
      await mkdir(join(folder, 'unfinished', 'half'), { recursive: true });
      const fresh = packages.ensure({ ...source, version: '4.0.0' });
      const again = packages.ensure(forgotten);
      await packages.sweep([]);
      await Promise.all([fresh, again]);
      expect(await there()).toEqual(['@scope__tool@3.0.0', '@scope__tool@4.0.0']);
    });

    it('has who asks at that moment get a whole package', async () => {
      const sweep = packages.sweep([]);
      const found = await Promise.all(versions.map((one) => packages.ensure(one)));
      await sweep;
      expect(await there()).toHaveLength(3);
      for (const one of found) expect(await readdir(one.folder)).toEqual(['half']);
    });
  });
});
