import { consoleRoutes, orchestrator, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { CredentialService } from './credential.service.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class CredentialController {
  constructor(private readonly credentials: CredentialService) {}

  @Answer(consoleRoutes.listCredentials)
  async list({ query }: Asked<'listCredentials'>, caller: Caller): Told<'listCredentials'> {
    return { items: await this.credentials.list(query.serverId, caller) };
  }

  @Answer(consoleRoutes.resolveCredential)
  async resolve({ params }: Asked<'resolveCredential'>, caller: Caller): Told<'resolveCredential'> {
    await this.credentials.assertVisible(params.id, caller);
    return caller.call(orchestrator.resolveCredential, { ...this.credentials.holder(caller), serverId: params.id });
  }

  @Answer(consoleRoutes.setCredential)
  set({ params, body }: Asked<'setCredential'>, caller: Caller): Told<'setCredential'> {
    return this.credentials.set(params.id, body, caller);
  }

  @Answer(consoleRoutes.deleteCredential)
  async delete({ params }: Asked<'deleteCredential'>, caller: Caller): Told<'deleteCredential'> {
    await this.credentials.delete(params.id, caller);
    return {};
  }

  @Answer(consoleRoutes.rotateKey)
  rotate(_: Asked<'rotateKey'>, { call }: Caller): Told<'rotateKey'> {
    return call(orchestrator.rotateKey, {});
  }
}
