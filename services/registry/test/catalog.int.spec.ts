import { catalogEvents, registry, type CatalogItem, type Viewer } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { tool } from './fake-server.ts';
import { install, ownerId, source, viewer, withServer } from './story.ts';
import { until, useWorld, type World } from './world.ts';

const nobody: Viewer = { userId: uuid(), teamIds: [], seesAll: false };

const create = (world: World, organizationId: string, name: string, more: object = {}): Promise<CatalogItem> =>
  world.client.call(registry.createCatalogItem, { ownerId, name, title: name, source, ...more }, { organizationId });

const list = (world: World, organizationId: string, more: object = {}) =>
  world.client.call(registry.listCatalogItems, { viewer, ...more }, { organizationId });

const names = async (world: World, organizationId: string, more: object = {}) =>
  (await list(world, organizationId, more)).items.map(({ name }) => name);

describe('the catalog', () => {
  const use = useWorld({ RECONCILE_MS: '300', SWEEP_MS: '300' });

  it('has versions that never change', async () => {
    const world = use();
    const organizationId = uuid();
    const as = { organizationId };
    const { id, latest } = await create(world, organizationId, 'files');
    expect(latest).toMatchObject({
      version: '1.0.0',
      createdBy: ownerId,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const input = { id, viewer, createdBy: ownerId, version: '2.0.0', source: { ...source, version: '2.0.0' } };
    const second = await world.client.call(registry.createCatalogVersion, input, as);
    expect(second.digest).not.toBe(latest.digest);
    // The same again, and something else under the same number.
    for (const version of ['1.0.0', '2.0.0'])
      await expect(world.client.call(registry.createCatalogVersion, { ...input, version }, as)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    const races = await Promise.allSettled(
      Array.from({ length: 4 }, () => world.client.call(registry.createCatalogVersion, { ...input, version: '3' }, as)),
    );
    expect(races.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    const item = await world.client.call(registry.getCatalogItem, { id, viewer }, as);
    expect(item.versions.map(({ version }) => version)).toEqual(['3', '2.0.0', '1.0.0']);
    expect(item).toMatchObject({ latest: { version: '3' }, versionCount: 3 });
    await expect(
      world.sql.query(`UPDATE catalog_version SET source = '{}' WHERE catalog_item_id = $1`, [id]),
    ).rejects.toThrow(/never changed/);
  });

  it('gives the same digest to the same content only', async () => {
    const world = use();
    const [a, b] = [uuid(), uuid()];
    const first = await create(world, a, 'files');
    const same = await create(world, b, 'other', { source: Object.fromEntries(Object.entries(source).reverse()) });
    const other = await create(world, a, 'third', { fields: [{ in: 'env', name: 'KEY', isSecret: true }] });
    expect(same.latest.digest).toBe(first.latest.digest);
    expect(other.latest.digest).not.toBe(first.latest.digest);
  });

  it('is found by name, title, description, labels and tools; names first', async () => {
    const world = use();
    const { organizationId } = await withServer(world, [tool('read_calendar'), tool('writeEvent')]);
    await create(world, organizationId, 'calendar', { title: 'Termine für alle', labels: ['office'] });
    await create(world, organizationId, 'mail', {
      description: 'Sends invitations to a calendar.',
      labels: ['office'],
    });
    expect(await names(world, organizationId, { query: 'calen' })).toEqual(['calendar', 'files', 'mail']);
    expect(await names(world, organizationId, { query: 'READ calendar' })).toEqual(['files']);
    expect(await names(world, organizationId, { query: 'event' })).toEqual(['files']);
    expect(await names(world, organizationId, { query: 'für' })).toEqual(['calendar']);
    expect(await names(world, organizationId, { query: 'office' })).toEqual(['calendar', 'mail']);
    expect(await names(world, organizationId, { query: 'invitations', label: 'office' })).toEqual(['mail']);
    expect(await names(world, organizationId, { kind: 'builtin' })).toEqual(['memories']);
    for (const query of ['nothing', '!!!', "'; DROP TABLE tool --", '<->', '\\', 'a:*b|c&!d'])
      expect(await names(world, organizationId, { query })).toEqual([]);
    expect(await names(world, organizationId, { query: ' ' })).toEqual(['calendar', 'files', 'mail', 'memories']);
    const { items } = await world.client.call(registry.listLabels, { viewer }, { organizationId });
    expect(items).toEqual([{ label: 'office', count: 2 }]);
  });

  it.each([{}, { query: 'tool' }])('pages without losing or repeating (%j)', async (narrow) => {
    const world = use();
    const organizationId = uuid();
    for (let index = 0; index < 7; index += 1)
      await create(world, organizationId, `item-${index}`, { title: index % 2 ? 'Tool' : 'x', description: 'a tool' });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more = { ...narrow, limit: 2, ...(cursor ? { cursor } : {}) };
      const page: Awaited<ReturnType<typeof list>> = await list(world, organizationId, more);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    const all = await names(world, organizationId, { ...narrow, limit: 200 });
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((name) => name.startsWith('item'))).toHaveLength(7);
    await expect(list(world, organizationId, { cursor: 'bm90IG91cnM' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('shows each person what they may see, and lets owners and managers change it', async () => {
    const world = use();
    const [organizationId, team] = [uuid(), uuid()];
    const as = { organizationId };
    const visibility = { everyone: false, teamIds: [team] };
    const { id } = await create(world, organizationId, 'secret', { visibility });
    const inTeam: Viewer = { userId: uuid(), teamIds: [uuid(), team], seesAll: false };
    const owner: Viewer = { userId: ownerId, teamIds: [], seesAll: false };
    const sees = async (who: Viewer) => (await names(world, organizationId, { viewer: who })).includes('secret');
    expect(await Promise.all([nobody, inTeam, owner, viewer].map(sees))).toEqual([false, true, true, true]);
    const get = (who: Viewer) => world.client.call(registry.getCatalogItem, { id, viewer: who }, as);
    await expect(get(nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const change = {
      id,
      title: 'Open',
      description: 'now',
      labels: ['new'],
      visibility: { everyone: true, teamIds: [] },
    };
    const update = (who: Viewer) => world.client.call(registry.updateCatalogItem, { ...change, viewer: who }, as);
    await expect(update(nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(update(inTeam)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await update(owner)).toMatchObject({ title: 'Open', visibility: { everyone: true } });
    expect(await names(world, organizationId, { viewer: nobody, query: 'open new' })).toEqual(['secret']);
    await expect(world.client.call(registry.deleteCatalogItem, { id, viewer: nobody }, as)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await world.client.call(registry.deleteCatalogItem, { id, viewer: owner }, as);
    await expect(get(viewer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('hides an installed server with its item, and its changed tools', async () => {
    const world = use();
    const organizationId = uuid();
    const { id, catalogItemId } = await install(world, organizationId, 'files');
    const as = { organizationId };
    const see = () => world.client.call(registry.getInstallation, { id, viewer: nobody }, as);
    await expect(see()).resolves.toMatchObject({ name: 'files' });
    const hidden = { title: 'Files', description: '', labels: [], visibility: { everyone: false, teamIds: [] } };
    await world.client.call(registry.updateCatalogItem, { id: catalogItemId, viewer, ...hidden }, as);
    await expect(see()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await world.client.call(registry.listInstallations, { viewer: nobody }, as);
    expect(items.map(({ name }) => name)).toEqual(['memories']);
  });

  it('asks for what a version needs, and restarts a server with other answers', async () => {
    const world = use();
    const organizationId = uuid();
    const as = { organizationId };
    const fields = [
      { in: 'env', name: 'REGION', isRequired: true, choices: ['eu', 'us'] },
      { in: 'env', name: 'KEY', isSecret: true, isRequired: true },
    ] as const;
    const { id: catalogItemId } = await create(world, organizationId, 'cloud', { fields });
    const refused = (configuration: Record<string, string>) =>
      expect(
        world.client.call(registry.createInstallation, { catalogItemId, configuration }, as),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await refused({});
    await refused({ REGION: 'moon' });
    await refused({ REGION: 'eu', KEY: 'planted-secret' });
    const made = await world.client.call(
      registry.createInstallation,
      { catalogItemId, configuration: { REGION: 'eu' } },
      as,
    );
    const generation = () => world.installations.get(made.id)?.generation;
    await until(generation, (count) => count === 1);
    await world.client.call(registry.updateInstallation, { id: made.id, configuration: { REGION: 'us' } }, as);
    await until(generation, (count) => count === 2);
    expect(world.installations.get(made.id)).toMatchObject({
      configuration: { REGION: 'us' },
      fields: [{ name: 'REGION' }, { name: 'KEY' }],
    });
    await expect(
      world.client.call(registry.updateInstallation, { id: made.id, configuration: {} }, as),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(
      create(world, organizationId, 'twice', { fields: [fields[1], { ...fields[1], name: 'key' }] }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('keeps both of two changes that are made at the same moment', async () => {
    const world = use();
    const organizationId = uuid();
    const as = { organizationId };
    const fields = [{ in: 'env', name: 'REGION' }] as const;
    for (let round = 0; round < 10; round += 1) {
      const item = await create(world, organizationId, `server-${round}`, { fields });
      const { id } = await world.client.call(registry.createInstallation, { catalogItemId: item.id }, as);
      const next = {
        viewer,
        createdBy: ownerId,
        fields: [...fields],
        version: '2',
        source: { ...source, version: '2' },
      };
      const { id: catalogVersionId } = await world.client.call(
        registry.createCatalogVersion,
        { id: item.id, ...next },
        as,
      );
      await Promise.all([
        world.client.call(registry.updateInstallation, { id, catalogVersionId }, as),
        world.client.call(registry.updateInstallation, { id, configuration: { REGION: 'us' } }, as),
      ]);
      const installation = await world.client.call(registry.getInstallation, { id, viewer }, as);
      expect(installation).toMatchObject({ catalogVersionId, configuration: { REGION: 'us' } });
    }
  });

  it('says in its facts what was before and what is now', async () => {
    const world = use();
    const organizationId = uuid();
    const watched = world.events(organizationId);
    const { id } = await create(world, organizationId, 'files');
    const change = { title: 'Better', description: '', labels: [], visibility: { everyone: true, teamIds: [] } };
    await world.client.call(registry.updateCatalogItem, { id, viewer, ...change }, { organizationId });
    await world.client.call(registry.deleteCatalogItem, { id, viewer }, { organizationId });
    const seen = await until(
      () => watched.filter(({ data }) => (data as { id: string }).id === id),
      (found) => found.length === 3,
    );
    const titles = seen.map(({ type, data }) => {
      const { before, after } = data as Record<'before' | 'after', { title: string } | null>;
      return [type, before?.title ?? null, after?.title ?? null];
    });
    expect(titles).toEqual([
      [catalogEvents.catalogItemCreated.type, null, 'files'],
      [catalogEvents.catalogItemChanged.type, 'files', 'Better'],
      [catalogEvents.catalogItemDeleted.type, 'Better', null],
    ]);
  });
});
