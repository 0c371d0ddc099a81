import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PackedPackages } from './packed-package.ts';
import { PodDoor } from './pod-door.ts';

const LONG = `${'deep/'.repeat(30)}file.js`;

describe('the pod door', () => {
  let folder: string;
  let door: PodDoor;
  let packages: PackedPackages;
  let url: string;

  const make = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, 'deep/'.repeat(30)), { recursive: true });
    writeFileSync(join(path, 'index.js'), 'console.log("hello")');
    writeFileSync(join(path, LONG), 'deep');
    writeFileSync(join(path, 'run'), '#!/bin/sh');
    chmodSync(join(path, 'run'), 0o755);
    symlinkSync('../index.js', join(path, 'deep', 'link'));
    return path;
  };
  const get = (path: string, token?: string, method = 'GET'): Promise<Response> =>
    fetch(`${url}${path}`, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    packages = new PackedPackages(join(folder, 'packed'));
    door = new PodDoor(packages, { publicUrl: 'http://door', key: Buffer.alloc(32, 7), report: () => undefined });
    url = `http://127.0.0.1:${await door.listen(0, '127.0.0.1')}`;
  });
  afterEach(async () => {
    await door.close();
    rmSync(folder, { recursive: true });
  });

  it('gives the same archive for the same content, however old the files are and where they lie', async () => {
    const one = make('one');
    const { sha256 } = await packages.pack(one);
    cpSync(one, join(folder, 'two'), { recursive: true, verbatimSymlinks: true });
    utimesSync(join(folder, 'two', 'index.js'), 1, 1);
    await expect(packages.pack(join(folder, 'two'))).resolves.toMatchObject({ sha256 });
    await expect(new PackedPackages(join(folder, 'packed')).pack(one)).resolves.toMatchObject({ sha256 });
    writeFileSync(join(one, 'index.js'), 'changed');
    await expect(new PackedPackages(join(folder, 'other')).pack(one)).resolves.not.toMatchObject({ sha256 });
  });

  it('sends a package to the instance it is for, readable by any tar', async () => {
    const { sha256, sizeBytes } = await packages.pack(make('one'));
    const { url: address, token } = door.ticket('mcp-one', sha256);
    expect(address).toBe(`http://door/packages/mcp-one/${sha256}.tar.gz`);
    const response = await get(new URL(address).pathname, token);
    const archive = Buffer.from(await response.arrayBuffer());
    expect(archive.length).toBe(sizeBytes);
    expect(createHash('sha256').update(archive).digest('hex')).toBe(sha256);
    writeFileSync(join(folder, 'got.tar.gz'), archive);
    mkdirSync(join(folder, 'got'));
    execFileSync('tar', ['-xzf', join(folder, 'got.tar.gz'), '-C', join(folder, 'got')]);
    expect(readFileSync(join(folder, 'got', LONG), 'utf8')).toBe('deep');
    expect(readFileSync(join(folder, 'got', 'deep', 'link'), 'utf8')).toContain('hello');
    expect(() => execFileSync(join(folder, 'got', 'run'))).not.toThrow();
  });

  it('keeps no archive of a package that is gone, and packs again what comes back', async () => {
    const [one, two] = [make('one'), make('two')];
    const { sha256 } = await packages.pack(one);
    writeFileSync(join(two, 'index.js'), 'another');
    const other = await packages.pack(two);
    writeFileSync(join(folder, 'packed', 'half.part'), '');
    writeFileSync(join(folder, 'packed', 'old.part'), '');
    utimesSync(join(folder, 'packed', 'old.part'), 1, 1);
    await new PackedPackages(join(folder, 'packed')).sweep([two]);
    expect(readdirSync(join(folder, 'packed')).sort()).toEqual([expect.stringContaining(other.sha256), 'half.part']);
    await expect(packages.open(sha256)).resolves.toBeUndefined();
    await expect(packages.pack(one)).resolves.toMatchObject({ sha256 });
    const found = await packages.open(sha256);
    expect(found).toBeDefined();
    found?.stream.destroy();
  });

  it('refuses everybody else', async () => {
    const { sha256 } = await packages.pack(make('one'));
    const { token } = door.ticket('mcp-one', sha256);
    const path = `/packages/mcp-one/${sha256}.tar.gz`;
    const refusals = [
      get(path),
      get(path, ''),
      get(path, 'wrong'),
      get(path, token.slice(1)),
      get(`/packages/mcp-two/${sha256}.tar.gz`, token),
      get(`/packages/mcp-one/${'0'.repeat(64)}.tar.gz`, token),
      get('/packages/mcp-one/../../etc/passwd', token),
      get(path, token, 'POST'),
      get('/', token),
    ];
    const statuses = (await Promise.all(refusals)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  it('says that a package is not there only to who may have it', async () => {
    const sha256 = 'a'.repeat(64);
    expect((await get(`/packages/mcp-one/${sha256}.tar.gz`, door.ticket('mcp-one', sha256).token)).status).toBe(404);
  });
});
