import { AppError, type ConsoleRoute, type RouteAccess } from '@archestra/contracts';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { permissionsOf } from '../session/permission.ts';
import { SessionService } from '../session/session.service.ts';
import { ROUTE } from './answer.ts';
import { admit, type Caller, type Visit } from './caller.ts';

/** Lets a request reach its handler only through a declared route, by somebody who may use it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const visit = { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
    const route = this.reflector.get<ConsoleRoute | undefined>(ROUTE, context.getHandler());
    if (!route) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
    if (visit.request.method !== route.method) throw new AppError('METHOD_NOT_ALLOWED', `Use ${route.method} here.`);
    admit(visit, route.permission === 'public' ? undefined : await this.identify(visit, route.permission));
    return true;
  }

  private async identify(visit: Visit, access: RouteAccess): Promise<Caller> {
    const sessionToken = this.sessions.tokenOf(visit.request);
    if (!sessionToken) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    const user = await this.sessions.verify(sessionToken);
    const permissions = permissionsOf(user.role);
    if (access !== 'signed-in' && access !== 'public' && !permissions.has(access)) {
      throw new AppError('NOT_ALLOWED', `This needs the permission ${access}. Ask an administrator.`, {
        details: { permission: access },
      });
    }
    const context = { organizationId: user.organizationId, principal: `user:${user.id}` };
    return { ...visit, user, sessionToken, permissions, context };
  }
}
