import { consoleRoutes, registry, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { shownRequest } from './shown-request.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** The own requests, or all for those who review. */
const viewer = (caller: Caller, purpose: 'read' | 'write' = 'read') => caller.viewer('server-request:review', purpose);

@Controller()
export class RequestController {
  @Answer(consoleRoutes.listRequests)
  async list({ query }: Asked<'listRequests'>, caller: Caller): Told<'listRequests'> {
    const page = await caller.call(registry.listRequests, { ...query, viewer: viewer(caller) });
    return { ...page, items: page.items.map((request) => shownRequest(caller, request)) };
  }

  @Answer(consoleRoutes.getRequest)
  async get({ params }: Asked<'getRequest'>, caller: Caller): Told<'getRequest'> {
    return shownRequest(caller, await caller.call(registry.getRequest, { ...params, viewer: viewer(caller) }));
  }

  @Answer(consoleRoutes.createRequest)
  async create({ body }: Asked<'createRequest'>, caller: Caller): Told<'createRequest'> {
    const who = { requesterId: caller.userId, viewer: caller.viewer('catalog:manage', 'write') };
    return shownRequest(caller, await caller.call(registry.createRequest, { ...body, ...who }));
  }

  @Answer(consoleRoutes.resubmitRequest)
  async resubmit({ params, body }: Asked<'resubmitRequest'>, caller: Caller): Told<'resubmitRequest'> {
    const asked = { ...body, ...params, viewer: viewer(caller, 'write') };
    return shownRequest(caller, await caller.call(registry.resubmitRequest, asked));
  }

  @Answer(consoleRoutes.withdrawRequest)
  async withdraw({ params }: Asked<'withdrawRequest'>, caller: Caller): Told<'withdrawRequest'> {
    const asked = { ...params, viewer: viewer(caller, 'write') };
    return shownRequest(caller, await caller.call(registry.withdrawRequest, asked));
  }

  @Answer(consoleRoutes.commentRequest)
  comment({ params, body }: Asked<'commentRequest'>, caller: Caller): Told<'commentRequest'> {
    const who = { authorId: caller.userId, viewer: viewer(caller, 'write') };
    return caller.call(registry.commentRequest, { ...body, ...params, ...who });
  }

  @Answer(consoleRoutes.approveRequest)
  approve({ params, body }: Asked<'approveRequest'>, caller: Caller): Told<'approveRequest'> {
    const who = { reviewerId: caller.userId, viewer: caller.viewer('profile:manage', 'write') };
    return caller.call(registry.approveRequest, { ...body, ...params, ...who });
  }

  @Answer(consoleRoutes.declineRequest)
  decline({ params, body }: Asked<'declineRequest'>, caller: Caller): Told<'declineRequest'> {
    return caller.call(registry.declineRequest, { ...body, ...params, reviewerId: caller.userId });
  }

  @Answer(consoleRoutes.returnRequest)
  askBack({ params, body }: Asked<'returnRequest'>, caller: Caller): Told<'returnRequest'> {
    return caller.call(registry.returnRequest, { ...body, ...params, reviewerId: caller.userId });
  }
}
