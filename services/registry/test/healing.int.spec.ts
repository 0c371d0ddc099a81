import { installations, orchestratorEvents, profiles, registry } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { connectAs } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { tool } from './fake-server.ts';
import { grant, install, look, ready, served, started, viewer, withServer } from './story.ts';
import { until, useWorld, type World } from './world.ts';

/** Writes snapshot entries as a registry does, past the registry. */
const tamper = async (
  world: World,
  work: (writers: {
    profiles: (id: string) => Promise<void>;
    installations: (id: string) => Promise<void>;
  }) => Promise<void>,
) => {
  const connection = await connectAs(world.infra.nats, 'registry');
  const snapshots = new Snapshots(connection, () => undefined);
  await work({
    profiles: (id) => snapshots.writer(profiles).delete(id),
    installations: (id) => snapshots.writer(installations).delete(id),
  });
  await connection.close();
};

describe('what a crash or a lost part leaves behind', () => {
  const use = useWorld({ RECONCILE_MS: '300', SWEEP_MS: '300' });

  it('is healed when it happened between commit and snapshot', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read'), tool('write')]);
    const { id } = await grant(world, organizationId, { installationId: installation.id, tools: ['read', 'write'] });
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read,write',
    );
    // The rows say something else than what was published, as after a crash right behind the commit.
    await world.sql.query('DELETE FROM profile_grant WHERE profile_id = $1 AND tool = $2', [id, 'write']);
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read',
    );
    await world.sql.query('DELETE FROM profile WHERE id = $1', [id]);
    await until(
      () => world.profiles.get(id),
      (entry) => entry === undefined,
    );
    await world.sql.query('DELETE FROM installation WHERE id = $1', [installation.id]);
    await until(
      () => world.installations.get(installation.id),
      (entry) => entry === undefined,
    );
  });

  it('is healed when a snapshot lost entries', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read')]);
    const { id } = await grant(world, organizationId, { installationId: installation.id, tools: ['read'] });
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read',
    );
    await tamper(world, async (remove) => {
      await remove.profiles(id);
      await remove.installations(installation.id);
    });
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read',
    );
    await until(
      () => world.installations.get(installation.id)?.id,
      (server) => server === installation.id,
    );
  });

  it('is published once more by a registry that starts', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read')]);
    const second = await world.run({ RECONCILE_MS: '300' });
    const { id } = await grant(world, organizationId, { installationId: installation.id, tools: ['read'] });
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read',
    );
    await world.end(second);
    await world.client.call(
      registry.setAssignment,
      { viewer, profileId: id, installationId: installation.id, tools: [] },
      { organizationId },
    );
    await until(
      () => world.profiles.get(id)?.servers.length,
      (servers) => servers === 0,
    );
  });

  it('never shows an older grant after a newer one, however fast they follow', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read'), tool('write')]);
    const { id: profileId } = await grant(world, organizationId, { installationId: installation.id, tools: ['read'] });
    for (let round = 0; round < 10; round += 1) {
      const set = (tools: string[]) =>
        world.client.call(
          registry.setAssignment,
          { viewer, profileId, installationId: installation.id, tools },
          { organizationId },
        );
      await set(['read', 'write']);
      await set(['read']);
      await until(
        () => served(world, profileId),
        (names) => names?.join() === 'read',
        250,
      );
    }
  });

  it('does not mark a server ready that failed while its tools were read', async () => {
    const world = use();
    const organizationId = uuid();
    const installation = await install(world, organizationId, 'files');
    const server = world.serve(installation.id, [tool('read')]);
    server.onList = async () => {
      server.onList = () => undefined;
      await world.tell(orchestratorEvents.serverFailed, organizationId, {
        serverId: installation.id,
        name: 'files',
        message: 'It fell over.',
      });
      await until(
        () => look(world, organizationId, installation.id),
        ({ status }) => status === 'failed',
      );
    };
    await started(world, organizationId, installation);
    await until(
      () => server.lists,
      (lists) => lists > 0,
    );
    // What was read before the failure does not count; the wish is still there and is fulfilled by asking again.
    await ready(world, organizationId, installation.id);
    expect(server.lists).toBeGreaterThan(1);
  });

  it('reads the tools later when Redis was killed in between', async () => {
    const world = use();
    const organizationId = uuid();
    const installation = await install(world, organizationId, 'files');
    await world.infra.redis.kill();
    world.serve(installation.id, [tool('read')]);
    await started(world, organizationId, installation);
    await until(
      () => look(world, organizationId, installation.id),
      ({ status }) => status === 'starting',
    );
    await world.infra.redis.restart();
    await ready(world, organizationId, installation.id);
    const { id } = await grant(world, organizationId, { installationId: installation.id, tools: ['read'] });
    await until(
      () => served(world, id),
      (names) => names?.join() === 'read',
    );
  }, 60_000);

  it('says why when a started server does not tell its tools', async () => {
    const world = use();
    const organizationId = uuid();
    const installation = await install(world, organizationId, 'files');
    await started(world, organizationId, installation);
    const failed = await until(
      () => look(world, organizationId, installation.id),
      ({ status }) => status === 'failed',
      20_000,
    );
    expect(failed.statusMessage).toMatch(/could not be read.*not running/);
  }, 40_000);
});
