import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationField, type DesiredServer } from '@archestra/contracts';
import { ServerLog } from '../src/log/server-log.ts';
import { HttpConnector } from '../src/connection/http.connector.ts';
import { PackageService } from '../src/package/package.service.ts';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import type { Connecting } from '../src/server/instance.ts';
import { Connector } from '../src/server/connector.ts';

const server: DesiredServer = {
  id: 'server',
  organizationId: 'acme',
  name: 'silent',
  source: {
    ...{ kind: 'package', registry: 'npm', package: 'silent', version: '1.0.0' },
    ...{ arguments: [], environment: {}, directories: [], egressHosts: [], limits: {} },
  },
  fields: [ConfigurationField.parse({ in: 'env', name: 'TOKEN', isSecret: true, isRequired: true })],
  configuration: {},
  generation: 1,
};
/** Shows in its home that it runs, and never answers. */
const SILENT = `require('fs').writeFileSync(process.env.HOME + '/ran', process.env.TOKEN); setInterval(() => {}, 1000);`;

describe('a start that is ended', () => {
  let folder: string;
  let opened: number;
  let ending: AbortController;
  let install: (folder: string) => Promise<void>;
  const home = (): string => join(folder, 'servers', 'server.user-ada', 'home');
  const until = async (check: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 200 && !check(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(check()).toBe(true);
  };
  const open = (source = server.source): { work: Promise<unknown>; phases: string[]; runtime: ProcessRuntime } => {
    const installer = {
      install: async (_source: unknown, into: string) => install(into),
      startOf: (_source: unknown, into: string) =>
        Promise.resolve({ command: ['node', join(into, 'silent.cjs')] as const, environment: {} }),
    };
    const packages = new PackageService(join(folder, 'packages'), { npm: installer, pypi: installer });
    const runtime = new ProcessRuntime({
      ...{ dataFolder: folder, requireSandbox: true, memoryBytes: 300_000_000, directories: [] },
      ...{ limits: { processes: 64, openFiles: 1_024 }, path: process.env['PATH'] ?? '/usr/bin:/bin' },
    });
    const phases: string[] = [];
    const connecting: Connecting = {
      log: new ServerLog(join(folder, 'log')),
      listener: { onViolation: () => undefined, onListChanged: () => undefined },
      signal: ending.signal,
      onPhase: (phase) => void phases.push(phase),
      onLaunched: () => void phases.push('launched'),
    };
    const connector = new Connector(packages, runtime, new HttpConnector({ allowPrivate: true, allowedHosts: [] }));
    const secrets = (): Promise<{ TOKEN: string }> => {
      opened += 1;
      return Promise.resolve({ TOKEN: 'deleted' });
    };
    const wanted = { server: { ...server, source }, instance: 'user:ada', open: secrets };
    return { work: connector.connect(wanted, connecting), phases, runtime };
  };
  const ends = async (work: Promise<unknown>): Promise<void> => {
    const before = Date.now();
    ending.abort('close');
    await expect(work).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
    expect(Date.now() - before).toBeLessThan(900);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'connector-'));
    opened = 0;
    ending = new AbortController();
    install = (into) => Promise.resolve(writeFileSync(join(into, 'silent.cjs'), SILENT));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives no credential to a program that is still being installed, and does not start it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    install = async (into) => {
      await promise;
      writeFileSync(join(into, 'silent.cjs'), SILENT);
    };
    const { work, phases } = open();
    await until(() => phases.includes('preparing'));
    await ends(work);
    resolve();
    // The package is for others, too.
    await until(() => existsSync(join(folder, 'packages', 'npm', 'silent@1.0.0')));
    expect([opened, existsSync(home())]).toEqual([0, false]);
  });

  it('ends the process that does not answer yet, and leaves its home until that is removed', async () => {
    const { work, phases, runtime } = open();
    await until(() => existsSync(join(home(), 'ran')));
    await ends(work);
    expect(phases).toEqual(['preparing', 'starting', 'launched']);
    const ref = { organizationId: 'acme', serverId: 'server', instance: 'user:ada' };
    await runtime.remove(ref, 'files');
    expect(readdirSync(home())).toEqual(['ran']);
    await runtime.remove(ref);
    await runtime.remove(ref);
    expect(readdirSync(join(folder, 'servers'))).toEqual([]);
  });

  it('launches nothing that may not have its directories', async () => {
    if (server.source.kind !== 'package') throw new Error('the server is a package');
    const { work, phases } = open({ ...server.source, directories: [{ path: '/srv/closed', writable: false }] });
    await expect(work).rejects.toThrow('The directory /srv/closed is not open to servers.');
    expect(phases).toEqual(['preparing', 'starting']);
  });

  it('starts no process once it is over', async () => {
    const { work } = open();
    await ends(work);
    expect(existsSync(home())).toBe(false);
  });

  it('waits for no remote server', async () => {
    let asked = 0;
    const silent = createServer(() => void (asked += 1)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { work } = open({ kind: 'remote', url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/mcp` });
    await until(() => asked > 0);
    await ends(work);
    silent.closeAllConnections();
    silent.close();
  });
});
