import { inboxPrefix } from '@archestra/contracts';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';

export interface NatsOptions {
  /** One URL or several separated by commas. */
  url: string;
  /** Login of the process; also its inbox prefix, so replies cannot be read by another login. */
  user: string;
  password: string;
  /** Shown in the server's connection list. */
  name?: string;
}

const prefixes = new WeakMap<NatsConnection, string>();

/** The inbox prefix a connection of `connectNats` may listen on. */
export const inboxPrefixOf = (connection: NatsConnection): string | undefined => prefixes.get(connection);

const isUrlLogin = (url: string): boolean => new URL(url).username !== '';

/**
 * Connects to NATS and keeps reconnecting for ever: a broker that restarts must never end a service.
 * Waits for the first connection; throws only when the login is refused.
 */
export const connectNats = async (options: NatsOptions): Promise<NatsConnection> => {
  const servers = options.url.split(',');
  const login: NodeConnectionOptions = servers.some(isUrlLogin) ? {} : { user: options.user, pass: options.password };
  const connection = await connect({
    servers,
    ...login,
    name: options.name ?? options.user,
    inboxPrefix: inboxPrefix(options.user),
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    pingInterval: 5_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  });
  prefixes.set(connection, inboxPrefix(options.user));
  return connection;
};
