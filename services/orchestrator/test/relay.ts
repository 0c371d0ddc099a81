import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** A way to the API server that can be cut: refused at once, or swallowed in silence. */
export class Relay {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private mode: 'open' | 'refuse' | 'swallow' = 'open';

  constructor(private readonly target: URL) {
    this.server = createServer((socket) => this.accept(socket));
  }

  /** The kubeconfig of the environment, through a relay. */
  static async toCluster(): Promise<{ relay: Relay; config: KubeConfig }> {
    const config = new KubeConfig();
    config.loadFromDefault();
    const cluster = config.getCurrentCluster();
    const user = config.getCurrentUser();
    if (!cluster || !user) throw new Error('The kubeconfig names no cluster.');
    const relay = new Relay(new URL(cluster.server));
    await new Promise<void>((resolve) => relay.server.listen(0, '127.0.0.1', resolve));
    const { port } = relay.server.address() as AddressInfo;
    const through = new KubeConfig();
    through.loadFromClusterAndUser({ ...cluster, server: `https://127.0.0.1:${String(port)}` }, user);
    return { relay, config: through };
  }

  cut(mode: 'refuse' | 'swallow'): void {
    this.mode = mode;
    if (mode === 'refuse') for (const socket of this.sockets) socket.destroy();
    else for (const socket of this.sockets) socket.unpipe();
  }

  mend(): void {
    this.mode = 'open';
    // What was swallowed is lost.
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.cut('refuse');
    this.server.close();
  }

  private accept(socket: Socket): void {
    this.keep(socket);
    if (this.mode === 'refuse') return void socket.destroy();
    if (this.mode === 'swallow') return;
    const upstream = connect(Number(this.target.port || 443), this.target.hostname);
    this.keep(upstream);
    socket.pipe(upstream);
    upstream.pipe(socket);
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
