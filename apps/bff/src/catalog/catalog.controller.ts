import { consoleRoutes, registry, type CatalogVersion, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { visibleSource } from '../server/visible-source.ts';
import { withoutValues } from './without-values.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

const reader = (caller: Caller) => caller.viewer('catalog:manage');
const writer = (caller: Caller) => caller.viewer('catalog:manage', 'write');

/** Set-up is shown to those who write the catalog, as it is for installed servers. */
const shown = (caller: Caller, version: CatalogVersion): CatalogVersion =>
  caller.has('catalog:write') ? version : { ...version, source: visibleSource(version.source) };

@Controller()
export class CatalogController {
  @Answer(consoleRoutes.listCatalogItems)
  async list({ query }: Asked<'listCatalogItems'>, caller: Caller): Told<'listCatalogItems'> {
    const page = await caller.call(registry.listCatalogItems, { ...query, viewer: reader(caller) });
    return { ...page, items: page.items.map((item) => ({ ...item, latest: shown(caller, item.latest) })) };
  }

  @Answer(consoleRoutes.getCatalogItem)
  async get({ params }: Asked<'getCatalogItem'>, caller: Caller): Told<'getCatalogItem'> {
    const item = await caller.call(registry.getCatalogItem, { ...params, viewer: reader(caller) });
    const versions = item.versions.map((version) => shown(caller, version));
    return { ...item, latest: shown(caller, item.latest), versions };
  }

  @Answer(consoleRoutes.createCatalogItem)
  create({ body }: Asked<'createCatalogItem'>, caller: Caller): Told<'createCatalogItem'> {
    return caller.call(registry.createCatalogItem, { ...body, ownerId: caller.userId });
  }

  @Answer(consoleRoutes.updateCatalogItem)
  update({ params, body }: Asked<'updateCatalogItem'>, caller: Caller): Told<'updateCatalogItem'> {
    return caller.call(registry.updateCatalogItem, { ...body, ...params, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.deleteCatalogItem)
  delete({ params }: Asked<'deleteCatalogItem'>, caller: Caller): Told<'deleteCatalogItem'> {
    return caller.call(registry.deleteCatalogItem, { ...params, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.createCatalogVersion)
  addVersion({ params, body }: Asked<'createCatalogVersion'>, caller: Caller): Told<'createCatalogVersion'> {
    const who = { createdBy: caller.userId, viewer: writer(caller) };
    return caller.call(registry.createCatalogVersion, { ...body, ...params, ...who });
  }

  @Answer(consoleRoutes.listLabels)
  listLabels(_: Asked<'listLabels'>, caller: Caller): Told<'listLabels'> {
    return caller.call(registry.listLabels, { viewer: reader(caller) });
  }

  @Answer(consoleRoutes.readServerJson)
  readServerJson({ body }: Asked<'readServerJson'>, { call }: Caller): Told<'readServerJson'> {
    return call(registry.readServerJson, body);
  }

  @Answer(consoleRoutes.writeServerJson)
  async writeServerJson({ params, query }: Asked<'writeServerJson'>, caller: Caller): Told<'writeServerJson'> {
    const asked = { ...params, ...query, viewer: reader(caller) };
    const { document } = await caller.call(registry.writeServerJson, asked);
    return { document: caller.has('catalog:write') ? document : withoutValues(document) };
  }
}
