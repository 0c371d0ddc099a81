import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orchestrator } from '@archestra/contracts';
import { eventually, useDatabase, useNats } from '@archestra/testing';
import { acme, contextOf, CredentialWorld, hashOf, secretKey } from './credential-world.ts';

const [ada, bob, carol] = [randomUUID(), randomUUID(), randomUUID()];
const [red, blue] = [randomUUID(), randomUUID()];
const server = randomUUID();
const missing = {
  code: 'CREDENTIAL_MISSING',
  fault: 'client',
  details: { serverId: server, fields: ['TOKEN'], url: `https://console.example/credentials?server=${server}` },
};

describe('instances of a server with secret fields', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const oldKey = secretKey();
  let world: CredentialWorld;

  const tokenOf = async (principal: string): Promise<string> => (await world.whose(server, principal)).token;
  const provideAll = async (): Promise<void> => {
    await world.set(ada, ['organization', acme, server], { TOKEN: 'of-the-organization' });
    await world.set(ada, ['team', red, server], { TOKEN: 'of-team-red' });
    await world.set(ada, ['personal', ada, server], { TOKEN: 'of-ada' });
  };

  beforeAll(async () => {
    world = new CredentialWorld(nats(), database());
    await world.open({ SECRET_KEY: oldKey });
    await world.person(ada, [red]);
    await world.person(bob, [red], ['credential:write']);
    await world.person(carol, [], ['credential:write']);
    await world.install(server);
    await eventually(async () => expect(await world.status(server)).toBeDefined());
  });
  afterAll(() => world.close());

  it('needs a credential first, and says where to provide it', async () => {
    await eventually(() => expect(world.whose(server, `user:${ada}`)).rejects.toMatchObject(missing));
    await expect(world.status(server)).resolves.toMatchObject({
      phase: 'asleep',
      message: expect.stringContaining('needs a credential (TOKEN) of the organization to list its tools'),
      instances: [],
    });
    const registry = contextOf('service:registry');
    await expect(world.ask(server, registry, { method: 'tools/list' })).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining('or somebody with a personal one to make the first call'),
    });
  });

  it('tries the first credential at once; its tools are listed through it, and nothing else', async () => {
    await world.set(carol, ['personal', carol, server], { TOKEN: 'of-carol' });
    await eventually(async () => expect(await world.instances(server)).toEqual([`user:${carol}`]));
    const registry = contextOf('service:registry');
    await expect(world.ask(server, registry, { method: 'tools/list' })).resolves.toContain('"whose"');
    await expect(world.call(server, 'service:registry', 'whose')).rejects.toMatchObject({ code: 'CREDENTIAL_MISSING' });
    await world.delete(ada, ['personal', carol, server]).catch(() => undefined);
  });

  it('answers each with the own credential, that of a team, or the organization’s', async () => {
    await provideAll();
    await expect(tokenOf(`user:${ada}`)).resolves.toBe(hashOf('of-ada'));
    await expect(tokenOf(`user:${bob}`)).resolves.toBe(hashOf('of-team-red'));
    await expect(tokenOf(`user:${carol}`)).resolves.toBe(hashOf('of-carol'));
    await expect(tokenOf(`team:${red}`)).resolves.toBe(hashOf('of-team-red'));
    await expect(tokenOf(`team:${blue}`)).resolves.toBe(hashOf('of-the-organization'));
    await expect(tokenOf(`service:${randomUUID()}`)).resolves.toBe(hashOf('of-the-organization'));
    expect((await world.instances(server)).sort()).toEqual(
      ['organization', `team:${red}`, `user:${ada}`, `user:${carol}`].sort(),
    );
    const { region, names } = await world.whose(server, `user:${ada}`);
    expect(region).toBe('eu');
    // Its own settings and nothing of ours.
    expect(names.filter((name) => name !== 'TMPDIR')).toEqual(['HOME', 'LANG', 'PATH', 'REGION', 'TOKEN']);
  });

  it('is nothing to other organizations, and nothing to nobody', async () => {
    const refused = (context: object) => world.ask(server, context, { method: 'tools/list' });
    await expect(refused(contextOf(`user:${ada}`, randomUUID()))).rejects.toMatchObject({ code: 'SERVER_NOT_FOUND' });
    await expect(refused({})).rejects.toMatchObject({ code: 'SERVER_NOT_FOUND' });
    await expect(refused({ organizationId: acme })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(refused(contextOf(`user:${randomUUID()}`))).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    const elsewhere = contextOf(`user:${ada}`, randomUUID());
    await expect(world.bff.call(orchestrator.listStatus, {}, elsewhere)).resolves.toEqual({ items: [] });
    for (const contract of [
      orchestrator.restartServer,
      orchestrator.readLog,
      orchestrator.readUsage,
      orchestrator.readManifest,
    ])
      await expect(world.bff.call(contract, { serverId: server }, elsewhere)).rejects.toMatchObject({
        code: 'SERVER_NOT_FOUND',
      });
  });

  it('restarts the one whose credential changed, and no other', async () => {
    const before = await Promise.all([ada, bob, carol].map((person) => world.whose(server, `user:${person}`)));
    await world.set(ada, ['personal', ada, server], { TOKEN: 'of-ada-again' });
    const after = await Promise.all([ada, bob, carol].map((person) => world.whose(server, `user:${person}`)));
    expect(after[0]?.token).toBe(hashOf('of-ada-again'));
    expect(after[0]?.run).not.toBe(before[0]?.run);
    expect(after.slice(1)).toEqual(before.slice(1));
  });

  it('falls back when a credential is deleted, to the error in the end', async () => {
    await world.delete(ada, ['personal', ada, server]);
    await expect(tokenOf(`user:${ada}`)).resolves.toBe(hashOf('of-team-red'));
    await world.delete(ada, ['team', red, server]);
    await expect(tokenOf(`user:${ada}`)).resolves.toBe(hashOf('of-the-organization'));
    await world.delete(ada, ['organization', acme, server]);
    await expect(tokenOf(`user:${ada}`)).rejects.toMatchObject(missing);
    await eventually(async () => expect(await world.instances(server)).toEqual([`user:${carol}`]));
    await provideAll();
  });

  it('ends for who leaves the team; the next call gets another credential', async () => {
    await expect(tokenOf(`user:${bob}`)).resolves.toBe(hashOf('of-team-red'));
    const changedAtMs = Date.now();
    await world.person(bob, [], ['credential:write']);
    await eventually(async () => expect(await tokenOf(`user:${bob}`)).toBe(hashOf('of-the-organization')), 5_000, 20);
    expect(Date.now() - changedAtMs).toBeLessThan(3_000);
    await eventually(async () => expect(await world.instances(server)).not.toContain(`team:${red}`));
    await world.person(bob, [red], ['credential:write']);
  });

  it('ends for who is deactivated', async () => {
    await tokenOf(`user:${ada}`);
    await world.person(ada, [red], false);
    await eventually(async () => expect(await world.instances(server)).not.toContain(`user:${ada}`));
    await expect(tokenOf(`user:${ada}`)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await world.person(ada, [red]);
    await eventually(async () => expect(await tokenOf(`user:${ada}`)).toBe(hashOf('of-ada')));
  });

  it('crashes alone', async () => {
    const before = await world.whose(server, `user:${bob}`);
    await expect(world.call(server, `user:${ada}`, 'crash')).rejects.toMatchObject({ code: 'SERVER_CRASHED' });
    await expect(world.whose(server, `user:${bob}`)).resolves.toEqual(before);
    await eventually(async () => expect(await tokenOf(`user:${ada}`)).toBe(hashOf('of-ada')));
  });

  it('keeps answering while the key is rotated', async () => {
    await world.service.stop();
    await world.start({ SECRET_KEY: secretKey(), SECRET_KEY_PREVIOUS: oldKey });
    await eventually(() => tokenOf(`user:${ada}`));
    let isOver = false;
    const calls = (async (): Promise<number> => {
      let answered = 0;
      for (; !isOver; answered += 1) {
        expect(await tokenOf(`user:${ada}`)).toBe(hashOf('of-ada'));
        expect(await tokenOf(`user:${bob}`)).toBe(hashOf('of-team-red'));
      }
      return answered;
    })();
    const run = (await world.whose(server, `user:${ada}`)).run;
    const rotate = () => world.bff.call(orchestrator.rotateKey, {}, contextOf(`user:${ada}`));
    await expect(rotate()).resolves.toMatchObject({ rewrapped: 4, remaining: 0 });
    await expect(rotate()).resolves.toMatchObject({ rewrapped: 0, remaining: 0 });
    await world.set(carol, ['personal', carol, server], { TOKEN: 'of-carol-later' });
    await expect(tokenOf(`user:${carol}`)).resolves.toBe(hashOf('of-carol-later'));
    isOver = true;
    await expect(calls).resolves.toBeGreaterThan(0);
    expect((await world.whose(server, `user:${ada}`)).run).toBe(run);
  });

  it('sleeps when nobody calls, and wakes with the next call', async () => {
    await world.service.stop();
    const last = await world.bff
      .call(orchestrator.listStatus, {}, contextOf('service:x'))
      .catch((error: unknown) => (error as { code: string }).code);
    expect(last).toBe('PEER_UNAVAILABLE');
    await world.start({ SECRET_KEY: secretKey(), SERVER_INSTANCE_IDLE_MS: '300' });
    const idle = randomUUID();
    await world.install(idle);
    await eventually(async () => expect(await world.status(idle)).toBeDefined());
    await world.set(ada, ['personal', ada, idle], { TOKEN: 'of-ada' });
    const first = await world.whose(idle, `user:${ada}`);
    // A call that takes longer than that is no reason to sleep.
    await expect(world.whose(idle, `user:${ada}`, 'slow', { ms: 900 })).resolves.toMatchObject({ run: first.run });
    await eventually(async () => expect(await world.instances(idle, 'asleep')).toEqual([`user:${ada}`]));
    const second = await world.whose(idle, `user:${ada}`);
    expect(second).toMatchObject({ token: hashOf('of-ada') });
    expect(second.run).not.toBe(first.run);
  });
});
