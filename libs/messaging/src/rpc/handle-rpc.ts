import type { Parsed, Reply, Rpc } from '@archestra/contracts';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { MessageContext } from './message-context.ts';

/** A method that answers a contract. */
export type RpcHandler<C extends Rpc> = (input: Parsed<C>, context: MessageContext) => Reply<C> | Promise<Reply<C>>;

/** Binds a method to a contract: subject, validation of both directions, and the compile-time check of input and reply. */
export const HandleRpc =
  <C extends Rpc>(contract: C) =>
  <H extends RpcHandler<C>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    // Without parameter metadata Nest passes the payload alone.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    const decorate: MethodDecorator = MessagePattern(contract.subject, { contract });
    decorate(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  };
