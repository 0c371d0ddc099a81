import { consoleRoutes, guard, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Administrators' rules on calls and on results of tools, and the quarantined model. */
@Controller()
export class ToolPolicyController {
  @Answer(consoleRoutes.listInvocationPolicies)
  listInvocation(_: Asked<'listInvocationPolicies'>, { call }: Caller): Told<'listInvocationPolicies'> {
    return call(guard.listInvocationPolicies, {});
  }

  @Answer(consoleRoutes.createInvocationPolicy)
  createInvocation({ body }: Asked<'createInvocationPolicy'>, { call }: Caller): Told<'createInvocationPolicy'> {
    return call(guard.createInvocationPolicy, body);
  }

  @Answer(consoleRoutes.updateInvocationPolicy)
  updateInvocation(
    { params, body }: Asked<'updateInvocationPolicy'>,
    { call }: Caller,
  ): Told<'updateInvocationPolicy'> {
    return call(guard.updateInvocationPolicy, { ...body, ...params });
  }

  @Answer(consoleRoutes.deleteInvocationPolicy)
  deleteInvocation({ params }: Asked<'deleteInvocationPolicy'>, { call }: Caller): Told<'deleteInvocationPolicy'> {
    return call(guard.deleteInvocationPolicy, params);
  }

  @Answer(consoleRoutes.listResultPolicies)
  listResult(_: Asked<'listResultPolicies'>, { call }: Caller): Told<'listResultPolicies'> {
    return call(guard.listResultPolicies, {});
  }

  @Answer(consoleRoutes.createResultPolicy)
  createResult({ body }: Asked<'createResultPolicy'>, { call }: Caller): Told<'createResultPolicy'> {
    return call(guard.createResultPolicy, body);
  }

  @Answer(consoleRoutes.updateResultPolicy)
  updateResult({ params, body }: Asked<'updateResultPolicy'>, { call }: Caller): Told<'updateResultPolicy'> {
    return call(guard.updateResultPolicy, { ...body, ...params });
  }

  @Answer(consoleRoutes.deleteResultPolicy)
  deleteResult({ params }: Asked<'deleteResultPolicy'>, { call }: Caller): Told<'deleteResultPolicy'> {
    return call(guard.deleteResultPolicy, params);
  }

  @Answer(consoleRoutes.getDualLlm)
  getDualLlm(_: Asked<'getDualLlm'>, { call }: Caller): Told<'getDualLlm'> {
    return call(guard.getDualLlm, {});
  }

  @Answer(consoleRoutes.setDualLlm)
  setDualLlm({ body }: Asked<'setDualLlm'>, { call }: Caller): Told<'setDualLlm'> {
    return call(guard.setDualLlm, body);
  }
}
