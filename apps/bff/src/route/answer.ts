import type { ConsoleRoute, RouteReply, RouteRequest } from '@archestra/contracts';
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { ExecutionContext, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf, visitOf, type Caller, type Visit } from './caller.ts';
import { parseRequest } from './parse-request.ts';

type Answered<R extends ConsoleRoute> = RouteReply<R> | (R extends { stream: unknown } ? StreamableFile : never);
type VisitorOf<R extends ConsoleRoute> = R['permission'] extends 'public' ? Visit : Caller;

/** A method that answers a route: the validated request first, then who asks. */
export type RouteHandler<R extends ConsoleRoute> = (
  request: RouteRequest<R>,
  visitor: VisitorOf<R>,
) => Answered<R> | Promise<Answered<R>>;

export const ROUTE = 'archestra:route';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

const Parts = createParamDecorator((route: ConsoleRoute, context) => parseRequest(route, requestOf(context)));
const Visitor = createParamDecorator((route: ConsoleRoute, context) =>
  route.permission === 'public' ? visitOf(requestOf(context)) : callerOf(requestOf(context)),
);

/** Binds a method to a route of the console: method, path, status, validation and the compile-time check of all of it. */
export const Answer =
  <R extends ConsoleRoute>(route: R) =>
  <H extends RouteHandler<R>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    Parts(route)(target, key, 0);
    Visitor(route)(target, key, 1);
    const decorate = applyDecorators(
      RequestMapping({ method: RequestMethod[route.method], path: route.path }),
      HttpCode(route.status ?? 200),
      SetMetadata(ROUTE, route),
    );
    decorate(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  };
