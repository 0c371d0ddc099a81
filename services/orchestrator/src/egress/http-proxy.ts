import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EgressLimits } from './egress-message.ts';
import type { Exit, Guest, GuestList } from './exit.ts';
import {
  authorityOf,
  parseAbsolute,
  parseAuthority,
  parseHost,
  textOf,
  type AbsoluteTarget,
  type Target,
} from './host.ts';
import type { Reason } from './plan.ts';
import { isTokenOf, readCredential } from './proxy-credential.ts';
import { tunnel } from './tunnel.ts';

interface Refusal {
  readonly status: number;
  readonly text: string;
}

const SENTENCES: Partial<Record<Reason, string>> = {
  'host-not-allowed': 'This host is not on the list of hosts that this server may reach.',
  'private-address': 'This host is at a private address, which servers may not reach.',
  'metadata-address': 'This host answers for the identity of the machine, which servers may not reach.',
  unresolvable: 'This host is not known.',
  unreachable: 'This host could not be reached.',
  limit: 'This server has too many connections. Try again later.',
  malformed: 'This proxy takes CONNECT with a host and a port, or a request with an absolute http URL.',
  unauthenticated: 'This proxy needs to know which server is asking.',
};
const STATUSES: Partial<Record<Reason, number>> = {
  unresolvable: 502,
  unreachable: 502,
  limit: 429,
  malformed: 400,
  unauthenticated: 407,
};
const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
};

/** What a client is told: why, and nothing of how things are here. */
const refusalOf = (reason: Reason): Refusal => ({
  status: STATUSES[reason] ?? 403,
  text: `${SENTENCES[reason] ?? 'Refused.'} (${reason})\n`,
});

const headersOf = ({ status, text }: Refusal): Record<string, string> => ({
  'content-type': 'text/plain; charset=utf-8',
  'content-length': String(Buffer.byteLength(text)),
  connection: 'close',
  ...(status === 407 ? { 'proxy-authenticate': 'Basic realm="egress"' } : {}),
});

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that are meant for the other end (RFC 9110, 7.6.1), as they came. */
const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = new Set(
    (headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name)));
};

const isFinalStatus = (status: number | undefined): status is number =>
  status !== undefined && status >= 200 && status <= 999;

export interface HttpProxyPorts {
  readonly exit: Exit;
  readonly guests: GuestList;
  readonly limits: EgressLimits;
}

/** A name nobody can have (RFC 6761): witnesses inside of pods tell here of connections that were tried past the proxy. */
const COLLECTOR = 'egress.archestra.invalid';
const MAX_TELLING_BYTES = 1_024;

const textOfBody = async (incoming: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of incoming) {
    text += String(chunk);
    if (text.length > MAX_TELLING_BYTES) return '';
  }
  return text;
};

const isPort = (port: unknown): port is number => Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535;

/** What a witness tells; undefined when it is no target. */
const toldTarget = (text: string): Target | undefined => {
  try {
    const { host, port } = JSON.parse(text) as { host?: unknown; port?: unknown };
    const parsed = typeof host === 'string' ? parseHost(host) : undefined;
    return parsed && isPort(port) ? { host: parsed, port } : undefined;
  } catch {
    return undefined;
  }
};

const MAX_CONNECTIONS = 4_096;
/** Also of those that never say who they are: one pod alone must not keep all others out. */
const MAX_CONNECTIONS_OF_ONE_SOURCE = MAX_CONNECTIONS / 8;
const MAX_HEAD_BYTES = 16 * 1_024;

/** The proxy for programs that know they use one: CONNECT and absolute-form requests, with the credentials of an instance. */
export class HttpProxy {
  private readonly ports: HttpProxyPorts;
  private readonly server: Server;
  private readonly bySource = new Map<string, number>();

  constructor(ports: HttpProxyPorts) {
    this.ports = ports;
    this.server = createServer({
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: ports.limits.headTimeoutMs,
      requestTimeout: ports.limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.max(100, ports.limits.headTimeoutMs / 4),
      noDelay: true,
    });
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.on('connection', (socket) => this.count(socket));
    this.server.on('connect', (incoming, socket, head) => {
      socket.on('error', () => undefined);
      void this.connect(incoming, socket, head).catch(() => socket.destroy());
    });
    this.server.on('request', (incoming, response) => {
      // Whoever hangs up in the middle must not end the proxy for everybody.
      response.on('error', () => undefined);
      void this.forward(incoming, response).catch(() => response.destroy());
    });
    this.server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else socket.destroy();
    });
  }

  /** Resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private count(socket: Socket): void {
    const source = socket.remoteAddress ?? '';
    const before = this.bySource.get(source) ?? 0;
    if (before >= MAX_CONNECTIONS_OF_ONE_SOURCE) return void socket.destroy();
    this.bySource.set(source, before + 1);
    socket.once('close', () => {
      const left = (this.bySource.get(source) ?? 1) - 1;
      if (left > 0) this.bySource.set(source, left);
      else this.bySource.delete(source);
    });
  }

  private guestOf(incoming: IncomingMessage): Guest | undefined {
    const credential = readCredential(incoming.headers['proxy-authorization']);
    const guest = this.ports.guests.get(credential?.user ?? '');
    return isTokenOf(credential?.password ?? '', guest?.tokenHash) ? guest : undefined;
  }

  private async connect(incoming: IncomingMessage, inner: Duplex, head: Buffer): Promise<void> {
    const guest = this.guestOf(incoming);
    if (!guest) return refuseRaw(inner, 'unauthenticated');
    const target = parseAuthority(incoming.url ?? '');
    if (!target) {
      this.ports.exit.malformed(guest, incoming.url ?? '', 'proxy');
      return refuseRaw(inner, 'malformed');
    }
    const passage = await this.ports.exit.open(guest, target, 'proxy');
    if (!passage.socket) return refuseRaw(inner, passage.reason);
    if (inner.destroyed) return void passage.socket.destroy();
    inner.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) passage.socket.write(head);
    tunnel(inner as Socket, passage.socket, this.ports.limits.idleTimeoutMs);
  }

  private async forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const guest = this.guestOf(incoming);
    if (!guest) return refuse(response, 'unauthenticated');
    const target = parseAbsolute(incoming.url ?? '');
    if (!target) {
      this.ports.exit.malformed(guest, incoming.url ?? '', 'proxy');
      return refuse(response, 'malformed');
    }
    if (textOf(target.host) === COLLECTOR) return this.listenTo(guest, incoming, response);
    const passage = await this.ports.exit.open(guest, target, 'proxy');
    if (!passage.socket) return refuse(response, passage.reason);
    this.relay(incoming, response, { socket: passage.socket, target });
  }

  private async listenTo(guest: Guest, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = toldTarget(await textOfBody(incoming));
    if (!target) return refuse(response, 'malformed');
    this.ports.exit.bypassed(guest, target, 'reporter');
    response.writeHead(204, { connection: 'close' }).end();
  }

  private relay(
    incoming: IncomingMessage,
    response: ServerResponse,
    { socket, target }: { socket: Socket; target: AbsoluteTarget },
  ): void {
    socket.setTimeout(this.ports.limits.idleTimeoutMs, () => socket.destroy());
    response.once('close', () => socket.destroy());
    // What the other end is called is what was judged, or a header could ask one host for another.
    const host = authorityOf(target);
    const outgoing = request({
      createConnection: () => socket,
      method: incoming.method ?? 'GET',
      path: target.path,
      setHost: false,
      headers: { ...endToEnd(incoming.headers), host, connection: 'close' },
    });
    outgoing.on('response', (answer) => {
      answer.on('error', () => response.destroy());
      // Node reads statuses that it refuses to write, and an exception here would end the proxy for everybody.
      if (!isFinalStatus(answer.statusCode)) return void outgoing.destroy(new Error('the answer has no status'));
      response.writeHead(answer.statusCode, endToEnd(answer.headers));
      answer.pipe(response);
    });
    outgoing.on('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(response, 'unreachable');
    });
    // Nobody asked for another protocol: its header does not get this far.
    outgoing.on('upgrade', () => {
      socket.destroy();
      refuse(response, 'unreachable');
    });
    incoming.on('error', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}

const refuse = (response: ServerResponse, reason: Reason): void => {
  const refusal = refusalOf(reason);
  response.writeHead(refusal.status, headersOf(refusal)).end(refusal.text);
};

const refuseRaw = (socket: Duplex, reason: Reason): void => {
  const refusal = refusalOf(reason);
  const headers = Object.entries(headersOf(refusal)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} ${NAMES[refusal.status] ?? ''}\r\n${headers.join('')}\r\n${refusal.text}`);
};
