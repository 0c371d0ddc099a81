import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orchestrator } from '@archestra/contracts';
import { eventually, useDatabase, useNats } from '@archestra/testing';
import { contextOf, CredentialWorld, hashOf, secretKey } from './credential-world.ts';

const INSTALL_S = 4;
const [ada, bob] = [randomUUID(), randomUUID()];

describe('what a server leaves', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const tools = mkdtempSync(join(tmpdir(), 'archestra-slow-npm-'));
  const environment = { SECRET_KEY: secretKey(), NPM_COMMAND: join(tools, 'npm') };
  let world: CredentialWorld;
  const servers = (): string => join(world.dataFolder, 'servers');
  const packages = (): string => join(world.dataFolder, 'packages');

  beforeAll(async () => {
    const program = fileURLToPath(new URL('./fixture/secretive.mjs', import.meta.url));
    const script = [
      '#!/bin/sh',
      `touch ${tools}/begun`,
      `sleep ${INSTALL_S}`,
      'mkdir -p node_modules/slow',
      `cp ${program} node_modules/slow/index.mjs`,
      `echo '{"bin":"index.mjs"}' > node_modules/slow/package.json`,
      `echo '{"packages":{"node_modules/slow":{"version":"1.0.0","integrity":"x"}}}' > package-lock.json`,
    ];
    writeFileSync(join(tools, 'npm'), script.join('\n'), { mode: 0o755 });
    world = new CredentialWorld(nats(), database());
    await world.open(environment);
    await world.person(ada, []);
    await world.person(bob, []);
  });
  afterAll(async () => {
    await world.close();
    rmSync(tools, { recursive: true });
  });

  it('is no process with a credential that was deleted while its package was installed', async () => {
    const server = randomUUID();
    await world.install(server, {
      source: {
        ...{ kind: 'package', registry: 'npm', package: 'slow', version: '1.0.0' },
        ...{ arguments: [], environment: {}, directories: [], egressHosts: [], limits: {} },
      },
    });
    await eventually(async () => expect(await world.status(server)).toBeDefined());
    await world.set(ada, ['personal', ada, server], { TOKEN: 'of-ada' });
    await eventually(() => expect(existsSync(join(tools, 'begun'))).toBe(true));
    await world.delete(ada, ['personal', ada, server]);
    const before = Date.now();
    await world.uninstall(server);
    await eventually(async () => expect(await world.status(server)).toBeUndefined());
    expect(Date.now() - before).toBeLessThan(1_500);
    await eventually(() => expect(readdirSync(join(packages(), 'npm'))).toContain('slow@1.0.0'), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(readdirSync(servers()).filter((name) => name.startsWith(server))).toEqual([]);
  });

  it('stays while its owner may come back, and when no installation is known, and goes with the credential', async () => {
    const server = randomUUID();
    const [own, other] = [ada, bob].map((person) => join(servers(), `${server}.user-${person}`));
    const note = join(own ?? '', 'home', 'note');
    const tokenOf = (person: string) => world.whose(server, `user:${person}`).then(({ token }) => token);
    const logs = () => readdirSync(join(servers(), server, 'log')).sort();
    await world.install(server);
    await eventually(async () => expect(await world.status(server)).toBeDefined());
    for (const person of [ada, bob]) await world.set(person, ['personal', person, server], { TOKEN: person });
    await expect(Promise.all([ada, bob].map(tokenOf))).resolves.toEqual([ada, bob].map(hashOf));
    writeFileSync(note, 'mine');

    await world.set(ada, ['personal', ada, server], { TOKEN: 'changed' });
    await eventually(async () => expect(await world.instances(server)).toEqual([`user:${bob}`]));
    await expect(tokenOf(ada)).resolves.toBe(hashOf('changed'));
    await world.bff.call(orchestrator.restartServer, { serverId: server }, contextOf(`user:${ada}`));
    await expect(tokenOf(ada)).resolves.toBe(hashOf('changed'));
    await world.install(server, { generation: 2 });
    await eventually(async () => expect(await tokenOf(ada)).toBe(hashOf('changed')));
    await world.service.stop();
    await world.start(environment);
    await eventually(() => Promise.all([ada, bob].map(tokenOf)));
    expect(existsSync(note)).toBe(true);
    await eventually(() => expect(logs()).toEqual([`user-${ada}.log`, `user-${bob}.log`].sort()));

    await world.delete(ada, ['personal', ada, server]);
    await eventually(() => expect([existsSync(own ?? ''), logs()]).toEqual([false, [`user-${bob}.log`]]));
    expect(existsSync(other ?? '')).toBe(true);
    await world.uninstall(server);
    await eventually(async () => expect(await world.status(server)).toBeUndefined());
    // The same is seen when the broker has lost its data.
    await world.install(server, { generation: 3 });
    await eventually(async () => expect(await tokenOf(bob)).toBe(hashOf(bob)));
    expect([existsSync(other ?? ''), logs()]).toEqual([true, [`user-${bob}.log`]]);
  });

  it('is no package that nobody wants', async () => {
    await world.install(randomUUID());
    await world.service.stop();
    const long = new Date(Date.now() - 2 * 24 * 3_600_000);
    for (const name of ['npm/forgotten@1.0.0', 'npm/secretive@1.0.0', 'npm/slow@1.0.0', 'unfinished/half'])
      mkdirSync(join(packages(), name), { recursive: true });
    for (const name of ['forgotten', 'secretive']) utimesSync(join(packages(), 'npm', `${name}@1.0.0`), long, long);
    await world.start(environment);
    await eventually(() =>
      expect([readdirSync(join(packages(), 'npm')).sort(), readdirSync(join(packages(), 'unfinished'))]).toEqual([
        ['secretive@1.0.0', 'slow@1.0.0'],
        [],
      ]),
    );
  });
});
