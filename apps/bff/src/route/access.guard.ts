import { AppError, type ConsoleRoute } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionService } from '../session/session.service.ts';
import { ROUTE } from './answer.ts';
import { admit, Caller, type Visit } from './caller.ts';

/** Lets a request reach its handler only through a declared route, by somebody who may use it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
    private readonly nats: NatsClient,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const visit = { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
    const route = this.reflector.get<ConsoleRoute | undefined>(ROUTE, context.getHandler());
    if (!route) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
    if (visit.request.method !== route.method) throw new AppError('METHOD_NOT_ALLOWED', `Use ${route.method} here.`);
    admit(visit, route.permission === 'public' ? undefined : await this.identify(visit, route));
    return true;
  }

  private async identify(visit: Visit, { permission }: ConsoleRoute): Promise<Caller> {
    const caller = new Caller(visit, await this.sessions.identify(visit.request), this.nats);
    if (permission !== 'signed-in' && permission !== 'public') caller.require(permission);
    return caller;
  }
}
