import { consoleRoutes, registry, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** The own requests, or all for those who review. */
const viewer = (caller: Caller, purpose: 'read' | 'write' = 'read') => caller.viewer('server-request:review', purpose);

@Controller()
export class RequestController {
  @Answer(consoleRoutes.listRequests)
  list({ query }: Asked<'listRequests'>, caller: Caller): Told<'listRequests'> {
    return caller.call(registry.listRequests, { ...query, viewer: viewer(caller) });
  }

  @Answer(consoleRoutes.getRequest)
  get({ params }: Asked<'getRequest'>, caller: Caller): Told<'getRequest'> {
    return caller.call(registry.getRequest, { ...params, viewer: viewer(caller) });
  }

  @Answer(consoleRoutes.createRequest)
  create({ body }: Asked<'createRequest'>, caller: Caller): Told<'createRequest'> {
    const who = { requesterId: caller.userId, viewer: caller.viewer('catalog:manage', 'write') };
    return caller.call(registry.createRequest, { ...body, ...who });
  }

  @Answer(consoleRoutes.resubmitRequest)
  resubmit({ params, body }: Asked<'resubmitRequest'>, caller: Caller): Told<'resubmitRequest'> {
    return caller.call(registry.resubmitRequest, { ...body, ...params, viewer: viewer(caller, 'write') });
  }

  @Answer(consoleRoutes.withdrawRequest)
  withdraw({ params }: Asked<'withdrawRequest'>, caller: Caller): Told<'withdrawRequest'> {
    return caller.call(registry.withdrawRequest, { ...params, viewer: viewer(caller, 'write') });
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
