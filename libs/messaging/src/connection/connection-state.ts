import type { NatsConnection } from '@nats-io/transport-node';

type Listener = () => void;

/** Whether the connection is up right now; without it a call would wait for its deadline instead of failing at once. */
export class ConnectionState {
  connected: boolean;
  private readonly reconnectListeners = new Set<Listener>();
  private readonly disconnectListeners = new Set<Listener>();

  constructor(connection: NatsConnection) {
    this.connected = !connection.isClosed();
    void this.follow(connection);
  }

  /** Calls back after every reconnection; returns the way to stop that. */
  onReconnect(listener: Listener): () => void {
    this.reconnectListeners.add(listener);
    return () => this.reconnectListeners.delete(listener);
  }

  /** Calls back after every lost connection; returns the way to stop that. */
  onDisconnect(listener: Listener): () => void {
    this.disconnectListeners.add(listener);
    return () => this.disconnectListeners.delete(listener);
  }

  private async follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.change(false);
      if (status.type === 'reconnect') this.change(true);
    }
    this.connected = false;
  }

  private change(connected: boolean): void {
    this.connected = connected;
    for (const listener of connected ? this.reconnectListeners : this.disconnectListeners) listener();
  }
}

const states = new WeakMap<NatsConnection, ConnectionState>();

/** The one state object of a connection. */
export const connectionState = (connection: NatsConnection): ConnectionState => {
  const known = states.get(connection);
  if (known) return known;
  const state = new ConnectionState(connection);
  states.set(connection, state);
  return state;
};
