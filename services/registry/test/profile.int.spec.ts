import { profiles, registry, registryEvents, type Profile, type Viewer } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { connectAs } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { tool } from './fake-server.ts';
import { install, ready, served, started, viewer, withServer } from './story.ts';
import { until, useWorld, type World } from './world.ts';

const person = (teamIds: string[] = []): Viewer => ({ userId: uuid(), teamIds, seesAll: false });

const create = (world: World, organizationId: string, input: object = {}): Promise<Profile> =>
  world.client.call(registry.createProfile, { name: `p-${uuid()}`, ...input }, { organizationId });

const servedBy = (reader: { get(key: string): unknown }, id: string) => JSON.stringify(reader.get(id));

describe('profiles', () => {
  const use = useWorld({ RECONCILE_MS: '300', SWEEP_MS: '300' });

  it('are for their owner alone until somebody says who may use them', async () => {
    const world = use();
    const organizationId = uuid();
    const owner = person();
    const { id, access } = await create(world, organizationId, { ownerId: owner.userId });
    expect(access).toEqual({ everyone: false, teamIds: [], userIds: [owner.userId] });
    await until(
      () => world.profiles.get(id)?.access,
      (published) => JSON.stringify(published) === JSON.stringify(access),
    );
    const nobodys = await create(world, organizationId);
    expect(nobodys.access).toEqual({ everyone: false, teamIds: [], userIds: [] });
  });

  it('are seen by those who may use them, their owners and managers', async () => {
    const world = use();
    const [organizationId, team] = [uuid(), uuid()];
    const [owner, inTeam, named, stranger] = [person(), person([team]), person(), person()];
    const access = { everyone: false, teamIds: [team], userIds: [named.userId] };
    const { id, name } = await create(world, organizationId, { ownerId: owner.userId, access });
    const as = { organizationId };
    const sees = async (who: Viewer) => {
      const { items } = await world.client.call(registry.listProfiles, { viewer: who, query: 'P-' }, as);
      return items.some((profile) => profile.id === id);
    };
    expect(await Promise.all([owner, inTeam, named, viewer, stranger].map(sees))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const change = (who: Viewer, more: object = {}) =>
      world.client.call(registry.updateProfile, { id, viewer: who, name, description: 'mine', ...more }, as);
    await expect(change(stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const who of [inTeam, named]) await expect(change(who)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect((await change(owner)).access).toEqual(access);
    const open = { everyone: true, teamIds: [], userIds: [] };
    expect((await change(viewer, { access: open })).access).toEqual(open);
    await expect(world.client.call(registry.deleteProfile, { id, viewer: named }, as)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await world.client.call(registry.deleteProfile, { id, viewer: owner }, as);
    await until(
      () => world.profiles.get(id),
      (entry) => entry === undefined,
    );
  });

  it('change in many places at once, all of it or nothing', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read'), tool('write')]);
    const as = { organizationId };
    const owner = person();
    const mine = await Promise.all(
      Array.from({ length: 20 }, () => create(world, organizationId, { ownerId: owner.userId })),
    );
    const other = await create(world, organizationId, { access: { everyone: true, teamIds: [], userIds: [] } });
    const profileIds = mine.map(({ id }) => id);
    const watched = world.events(organizationId);
    const add = [{ installationId: installation.id, tools: ['read', 'write'] }];
    const assign = (input: object) =>
      world.client.call(registry.assignMany, { viewer: owner, profileIds, ...input }, as);
    await expect(assign({ profileIds: [...profileIds, other.id], add })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(assign({ profileIds: [...profileIds, uuid()], add })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(assign({ add: [{ ...add[0], tools: ['read', 'fly'] }] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { unknown: ['fly'] },
    });
    const grants = () => world.sql.query('SELECT 1 FROM profile_grant WHERE organization_id = $1', [organizationId]);
    expect((await grants()).rowCount).toBe(0);
    expect(await assign({ add })).toEqual({ profiles: 20, added: 40, removed: 0 });
    // Once more changes nothing, and is no fact.
    expect(await assign({ add })).toEqual({ profiles: 0, added: 0, removed: 0 });
    expect(await assign({ remove: [{ installationId: installation.id, tools: ['write'] }] })).toEqual({
      profiles: 20,
      added: 0,
      removed: 20,
    });
    await until(
      () => profileIds.map((id) => served(world, id)?.join()),
      (seen) => seen.every((names) => names === 'read'),
    );
    const changes = await until(
      () => watched.filter(({ type }) => type === registryEvents.profileChanged.type),
      (found) => found.length >= 40,
    );
    expect(changes).toHaveLength(40);
    expect(changes[0]?.data).toMatchObject({
      before: { assignments: [] },
      after: { assignments: [{ installationId: installation.id, tools: ['read', 'write'] }] },
    });
  });

  it('cannot be given servers that the person does not see, and can lose them', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read')]);
    const as = { organizationId };
    const hidden = { title: 'x', description: '', labels: [], visibility: { everyone: false, teamIds: [] } };
    const owner = person();
    const { id: profileId } = await create(world, organizationId, { ownerId: owner.userId });
    const set = (tools: string[], who = owner) =>
      world.client.call(registry.setAssignment, { viewer: who, profileId, installationId: installation.id, tools }, as);
    await world.client.call(registry.updateCatalogItem, { id: installation.catalogItemId, viewer, ...hidden }, as);
    await expect(set(['read'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await set(['read'], viewer);
    expect((await set([])).assignments).toEqual([]);
  });

  it('reach two gateways in less than half a second', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read'), tool('write')]);
    const connections = await Promise.all([1, 2].map(() => connectAs(world.infra.nats, 'gateway')));
    const replicas = connections.map((connection) => new Snapshots(connection, () => undefined));
    const readers = replicas.map((snapshots) => snapshots.reader(profiles));
    await Promise.all(readers.map((reader) => reader.ready));
    const { id: profileId, name } = await create(world, organizationId);
    const took: number[] = [];
    const reaches = async (change: () => Promise<unknown>, holds: (seen: string) => boolean) => {
      const startedAt = performance.now();
      await change();
      await Promise.all(readers.map((reader) => until(() => servedBy(reader, profileId) ?? '', holds, 5_000)));
      took.push(performance.now() - startedAt);
    };
    const as = { organizationId };
    for (let round = 0; round < 10; round += 1) {
      const assignment = { viewer, profileId, installationId: installation.id };
      const set = (tools: string[]) => world.client.call(registry.setAssignment, { ...assignment, tools }, as);
      const access = { everyone: round % 2 === 0, teamIds: [], userIds: [uuid()] };
      const update = { id: profileId, viewer, name, description: '', access };
      await reaches(
        () => set(['read']),
        (seen) => seen.includes('"read"') && !seen.includes('"write"'),
      );
      await reaches(
        () => set(['read', 'write']),
        (seen) => seen.includes('"write"'),
      );
      await reaches(
        () => world.client.call(registry.updateProfile, update, as),
        (seen) => seen.includes(access.userIds[0] ?? ''),
      );
    }
    for (const snapshots of replicas) snapshots.stop();
    await Promise.all(connections.map((connection) => connection.close()));
    // Other suites share the machine: one change of thirty may wait for them. `npm run bench -- catalog` measures alone.
    const sorted = took.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(500);
  });

  it('lose a tool whose change was rejected, until somebody grants it again', async () => {
    const world = use();
    const { organizationId, installation, server } = await withServer(world, [tool('read'), tool('write')]);
    const as = { organizationId };
    const { id: profileId } = await create(world, organizationId);
    const assignment = { viewer, profileId, installationId: installation.id };
    const set = (tools: string[]) => world.client.call(registry.setAssignment, { ...assignment, tools }, as);
    await set(['read', 'write']);
    const give = async (...tools: unknown[]) => {
      server.tools = tools;
      const before = server.lists;
      await world.client.call(registry.refreshInstallation, { id: installation.id }, as);
      await until(
        () => server.lists,
        (lists) => lists > before,
      );
    };
    const serves = (expected: string) =>
      until(
        () => served(world, profileId)?.join(),
        (names) => names === expected,
      );
    await give(tool('read', 'evil'), tool('write'));
    await serves('write');
    const { items } = await world.client.call(registry.listToolChanges, { viewer }, as);
    const decision = { installationId: installation.id, tool: 'read', pendingPin: items[0]?.pending?.pin ?? '' };
    await world.client.call(registry.rejectToolChange, decision, as);
    expect((await world.client.call(registry.listToolChanges, { viewer }, as)).items).toEqual([]);
    await expect(set(['read', 'write'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    // The server is what it was again: nothing was granted meanwhile, and it can be granted again.
    await give(tool('read'), tool('write'));
    await until(
      () => set(['read', 'write']).catch(() => undefined),
      (saved) => saved !== undefined,
    );
    await serves('read,write');
    // A tool that is gone is a change for whoever was granted it; as something else it waits.
    await give(tool('write'));
    await serves('write');
    const gone = await world.client.call(registry.listToolChanges, { viewer, installationId: installation.id }, as);
    expect(gone.items).toMatchObject([{ tool: 'read', pending: null, profileIds: [profileId] }]);
    await give(tool('read', 'evil'), tool('write'));
    await until(
      () => world.client.call(registry.listToolChanges, { viewer }, as),
      (page) => page.items[0]?.pending?.description === 'evil',
    );
    expect(served(world, profileId)).toEqual(['write']);
  });

  it('inherit nothing from a server of an old name', async () => {
    const world = use();
    const { organizationId, installation } = await withServer(world, [tool('read')]);
    const as = { organizationId };
    const { id: profileId } = await create(world, organizationId);
    const old = { viewer, profileId, installationId: installation.id, tools: ['read'] };
    await world.client.call(registry.setAssignment, old, as);
    await world.client.call(registry.deleteInstallation, { id: installation.id }, as);
    await world.client.call(registry.deleteCatalogItem, { id: installation.catalogItemId, viewer }, as);
    const again = await install(world, organizationId, 'files');
    world.serve(again.id, [tool('read', 'evil')]);
    await started(world, organizationId, again);
    const server = await ready(world, organizationId, again.id);
    // Its first definition is its own: no pin of the old one is left to differ from.
    expect(server).toMatchObject({ quarantinedCount: 0, toolCount: 1, changes: [] });
    expect(served(world, profileId)).toEqual([]);
  });
});
