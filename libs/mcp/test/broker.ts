import { afterAll, beforeAll } from '@jest/globals';
import type { NatsHandle } from '@archestra/local';
import { connectNats, provision } from '@archestra/messaging';
import { useNats } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';

export interface Broker {
  readonly nats: NatsHandle;
  /** Logged in as the gateway: may call servers, may not answer for them. */
  caller: NatsConnection;
  /** Logged in as the orchestrator: the other way round. */
  owner: NatsConnection;
  /** One more connection with a login of its own permissions. */
  connect(login: string): Promise<NatsConnection>;
}

/** A real NATS with the permissions of an installation, one caller and one owner. */
export const useBroker = (): (() => Broker) => {
  const nats = useNats();
  const connections: NatsConnection[] = [];
  const connect = async (login: string): Promise<NatsConnection> => {
    const connection = await connectNats(nats().login(login));
    connections.push(connection);
    return connection;
  };
  let broker: Broker;
  beforeAll(async () => {
    await provision(await connect('admin'));
    broker = { nats: nats(), caller: await connect('gateway'), owner: await connect('orchestrator'), connect };
  });
  afterAll(() => Promise.all(connections.map((connection) => connection.close())));
  return () => broker;
};

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
