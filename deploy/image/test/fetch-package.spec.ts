import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchPackage } from '../src/fetch-package.ts';

describe('fetching a package', () => {
  let folder: string;
  let archive: Buffer;
  let server: Server;
  let url: string;

  const pack = (...args: string[]): Buffer =>
    execFileSync('tar', ['-czf', '-', '-C', join(folder, 'from'), ...args], { maxBuffer: 1e9 });
  const fetched = (sha256 = createHash('sha256').update(archive).digest('hex'), token = 'mine'): Promise<void> =>
    fetchPackage({ url, sha256, token, folder: join(folder, 'to') });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fetch-'));
    for (const name of ['from', 'to']) mkdirSync(join(folder, name));
    mkdirSync(join(folder, 'from', 'a'.repeat(120)));
    writeFileSync(join(folder, 'from', 'a'.repeat(120), 'index.js'), 'hello');
    writeFileSync(join(folder, 'from', 'run'), '#!/bin/sh', { mode: 0o755 });
    symlinkSync(`${'a'.repeat(120)}/index.js`, join(folder, 'from', 'link'));
    archive = pack('--format=pax', '.');
    server = createServer((request, response) => {
      if (request.headers.authorization !== 'Bearer mine') response.writeHead(401).end();
      else response.end(archive);
    });
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('unpacks what was prepared', async () => {
    await fetched();
    expect(readFileSync(join(folder, 'to', 'link'), 'utf8')).toBe('hello');
    expect(statSync(join(folder, 'to', 'run')).mode & 0o777).toBe(0o755);
  });

  it('takes nothing else: another digest, another token', async () => {
    await expect(fetched('0'.repeat(64))).rejects.toThrow('not the one that was prepared');
    await expect(fetched(undefined, 'wrong')).rejects.toThrow('401');
  }, 20_000);

  it.each([
    ['a name that leads out', () => pack('--transform=s,^run,../../run,', '-P', 'run')],
    ['a link that leads out', () => (symlinkSync('../../../etc/passwd', join(folder, 'from', 'evil')), pack('evil'))],
  ])('refuses %s', async (_name, make) => {
    archive = make();
    await expect(fetched()).rejects.toThrow('leads out of the package');
  });

  it('refuses an archive that was cut', async () => {
    archive = archive.subarray(0, archive.length - 40);
    await expect(fetched()).rejects.toThrow();
  });
});
