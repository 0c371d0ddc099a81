import { AppError, headerNames, type Parsed, type Reply, type Rpc } from '@archestra/contracts';
import { fromHeaders } from '@archestra/messaging';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/transport-node';

type Answer<C extends Rpc> = (
  input: Parsed<C>,
  context: ReturnType<typeof fromHeaders>,
) => Reply<C> | Promise<Reply<C>>;

/** Answers one contract as another service would, on its real subject and queue group. Returns the way to make it fall silent. */
export const fakePeer = <C extends Rpc>(connection: NatsConnection, contract: C, answer: Answer<C>): (() => void) => {
  const subscription = connection.subscribe(contract.subject, {
    queue: 'fake',
    callback: (_error, message) => {
      Promise.resolve()
        .then(() => answer(contract.input.parse(message.json()) as Parsed<C>, fromHeaders(message.headers)))
        .then((reply) => message.respond(JSON.stringify(reply)))
        .catch((error: unknown) => {
          const marked = headers();
          marked.set(headerNames.error, AppError.from(error).code);
          message.respond(JSON.stringify(AppError.from(error).toWire()), { headers: marked });
        });
    },
  });
  return () => subscription.unsubscribe();
};

/** Takes requests and never answers. */
export const silentPeer = (connection: NatsConnection, contract: Rpc): (() => void) => {
  const subscription = connection.subscribe(contract.subject, { queue: 'fake', callback: () => undefined });
  return () => subscription.unsubscribe();
};
