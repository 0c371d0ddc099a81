import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { answerQuery } from './dns-message.ts';
import type { Exit, Guest } from './exit.ts';
import { FakeAddresses } from './fake-address.ts';
import { parseHost, type Host, type Target } from './host.ts';
import { originOf, plain, type Endpoint } from './socket-table.ts';
import { tunnel } from './tunnel.ts';

/** A socket as it comes over a process boundary; Node hides its class. */
export interface RawHandle {
  readonly fd: number;
}

/** Whatever a program in a room tries lands here: it gets through when its target is allowed, and is told of either way. */
export class Catcher {
  private readonly exit: Exit;
  readonly pid: number;
  private readonly idleMs: number;
  private readonly fakes = new FakeAddresses(4_096);
  private readonly servers: (Server | UdpSocket)[] = [];
  private readonly guest: Guest;

  constructor(exit: Exit, room: { guest: Guest; pid: number; idleMs: number }) {
    this.exit = exit;
    this.guest = room.guest;
    this.pid = room.pid;
    this.idleMs = room.idleMs;
  }

  takeTcp(handle: RawHandle): void {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
      socket.on('error', () => undefined);
      void this.lead(socket).catch(() => socket.destroy());
    });
    server.on('error', () => undefined);
    server.listen(handle);
    this.servers.push(server);
  }

  takeDns(handle: RawHandle): void {
    const socket = this.receive(handle, (query, from) => {
      const answer = answerQuery(query, (name) => this.fakeFor(name));
      if (answer) socket.send(answer, from.port, from.address, () => undefined);
    });
  }

  takeUdp(handle: RawHandle): void {
    this.receive(handle, (_, from) => {
      void originOf(this.pid, 'udp', from).then((origin) => {
        const host = origin && this.hostAt(origin.address);
        // There is no proxy for datagrams: never a way through, but a line in the record.
        if (host) this.exit.bypassed(this.guest, { host, port: origin.port }, 'sandbox');
        else this.exit.malformed(this.guest, 'udp', 'sandbox');
      });
    });
  }

  close(): void {
    for (const server of this.servers) server.close();
  }

  private receive(handle: RawHandle, take: (bytes: Buffer, from: Endpoint) => void): UdpSocket {
    const socket = createSocket('udp6');
    socket.on('error', () => undefined);
    socket.on('message', (bytes, from) => take(bytes, from));
    socket.bind({ fd: handle.fd });
    this.servers.push(socket);
    return socket;
  }

  private async lead(inner: Socket): Promise<void> {
    const target = await this.targetOf(inner);
    if (!target) {
      this.exit.malformed(this.guest, inner.localAddress ?? '', 'sandbox');
      return void inner.resetAndDestroy();
    }
    const { socket: outer } = await this.exit.open(this.guest, target, 'sandbox');
    if (!outer) return void inner.resetAndDestroy();
    tunnel(inner, outer, this.idleMs);
    inner.resume();
  }

  /** The address survives the redirection; the port only in the program's own socket. */
  private async targetOf({ localAddress, remoteAddress, remotePort }: Socket): Promise<Target | undefined> {
    if (localAddress === undefined || remoteAddress === undefined || remotePort === undefined) return undefined;
    const origin = await originOf(this.pid, 'tcp', { address: remoteAddress, port: remotePort });
    const host = this.hostAt(plain(localAddress));
    return origin && host ? { host, port: origin.port } : undefined;
  }

  private hostAt(address: string): Host | undefined {
    return parseHost(this.fakes.nameOf(address) ?? address);
  }

  private fakeFor(name: string): string | undefined {
    const host = parseHost(name);
    return host?.kind === 'name' ? this.fakes.addressOf(host.name) : undefined;
  }
}
