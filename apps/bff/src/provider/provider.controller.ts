import { consoleRoutes, provider, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Providers of models. A key goes in and never comes out. */
@Controller()
export class ProviderController {
  @Answer(consoleRoutes.listProviders)
  list(_: Asked<'listProviders'>, { call }: Caller): Told<'listProviders'> {
    return call(provider.listProviders, {});
  }

  @Answer(consoleRoutes.getProvider)
  get({ params }: Asked<'getProvider'>, { call }: Caller): Told<'getProvider'> {
    return call(provider.getProvider, params);
  }

  @Answer(consoleRoutes.createProvider)
  create({ body }: Asked<'createProvider'>, { call }: Caller): Told<'createProvider'> {
    return call(provider.createProvider, body);
  }

  @Answer(consoleRoutes.updateProvider)
  update({ params, body }: Asked<'updateProvider'>, { call }: Caller): Told<'updateProvider'> {
    return call(provider.updateProvider, { ...params, ...body });
  }

  @Answer(consoleRoutes.deleteProvider)
  delete({ params }: Asked<'deleteProvider'>, { call }: Caller): Told<'deleteProvider'> {
    return call(provider.deleteProvider, params);
  }

  @Answer(consoleRoutes.checkProvider)
  check({ body }: Asked<'checkProvider'>, { call }: Caller): Told<'checkProvider'> {
    return call(provider.checkProvider, body);
  }

  @Answer(consoleRoutes.listModels)
  listModels(_: Asked<'listModels'>, { call }: Caller): Told<'listModels'> {
    return call(provider.listModels, {});
  }

  @Answer(consoleRoutes.setModelDefaults)
  setDefaults({ body }: Asked<'setModelDefaults'>, { call }: Caller): Told<'setModelDefaults'> {
    return call(provider.setModelDefaults, body);
  }
}
