import type { ConsoleRoute } from '@archestra/contracts';
import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { ROUTE } from './answer.ts';

/** Sends nothing that the route does not declare: unknown fields are dropped, a wrong shape is an `INTERNAL` error. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<ConsoleRoute | undefined>(ROUTE, context.getHandler());
    return next
      .handle()
      .pipe(map((reply: unknown) => (!route || reply instanceof StreamableFile ? reply : route.response.parse(reply))));
  }
}
