import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { EventStream, Exchange } from './exchange.ts';
import { MAX_FRAME_BYTES, readMessage, type Message, type MessageId } from './message.ts';
import type { Session } from './session.ts';
import type { BridgeSettings } from './settings.config.ts';
import type { SharedServer } from './shared-server.ts';
import { writtenBelow } from './written.ts';

const BEARER = 'Bearer ';
const SESSION_HEADER = 'mcp-session-id';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const refuse = (response: ServerResponse, status: number): void => void response.writeHead(status).end();

const isRequest = (message: Message): message is Message & { readonly id: MessageId } =>
  message.method !== undefined && message.id !== undefined;

/** The body as text; `undefined` when it is larger than a frame may be. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_FRAME_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Streamable HTTP (MCP 2025-11-25, transports) for one shared server, behind a bearer token. */
export class Door {
  private readonly shared: SharedServer;
  private readonly token: Buffer;
  private readonly writable: readonly string[];
  private readonly server: Server = createServer((request, response) => {
    this.route(request, response).catch((error: unknown) => {
      process.stderr.write(`archestra-bridge: ${error instanceof Error ? error.message : String(error)}\n`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    });
  });

  /** `writable`: the folders in which the server may make files. */
  constructor(shared: SharedServer, { tokenSha256, writable }: Pick<BridgeSettings, 'tokenSha256' | 'writable'>) {
    this.shared = shared;
    this.token = Buffer.from(tokenSha256, 'hex');
    this.writable = writable;
    // Calls may take as long as they take; whoever waits has a deadline of its own.
    this.server.requestTimeout = 0;
    this.server.keepAliveTimeout = 65_000;
  }

  /** Resolves with the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' ? (address?.port ?? port) : port);
      });
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (path === '/healthz') return refuse(response, this.shared.isReady ? 200 : 503);
    if (path === '/livez') return refuse(response, 200);
    if (path !== '/mcp' && path !== '/written') return refuse(response, 404);
    if (!this.isAuthorized(request)) return refuse(response, 401);
    // Browsers send it; nothing that runs in one has any business here.
    if (request.headers.origin !== undefined) return refuse(response, 403);
    return path === '/mcp' ? this.speak(request, response) : this.list(response);
  }

  private async list(response: ServerResponse): Promise<void> {
    const files = await writtenBelow(this.writable);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ files }));
  }

  private async speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') return this.post(request, response);
    if (request.method === 'GET') return this.listenTo(request, response);
    if (request.method === 'DELETE') return this.endSession(request, response);
    response.writeHead(405, { allow: 'GET, POST, DELETE' }).end();
  }

  private isAuthorized({ headers }: IncomingMessage): boolean {
    const { authorization = '' } = headers;
    const shown = digest(authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : '');
    return shown.length === this.token.length && timingSafeEqual(shown, this.token);
  }

  private async post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (body === undefined) return refuse(response, 413);
    const message = readMessage(body);
    if (!message) return refuse(response, 400);
    if (message.method === 'initialize') return this.welcome(message, response);
    const session = this.sessionOf(request, response);
    if (!session) return;
    if (isRequest(message)) {
      if (!this.shared.call(session, message, new Exchange(response))) refuse(response, 503);
      return;
    }
    if (message.method === undefined) this.shared.reply(session, message);
    else this.shared.tell(session, message);
    refuse(response, 202);
  }

  private welcome(message: Message, response: ServerResponse): void {
    if (!isRequest(message)) return refuse(response, 400);
    if (!this.shared.isReady) return refuse(response, 503);
    const { id } = this.shared.open();
    response
      .writeHead(200, { 'content-type': 'application/json', [SESSION_HEADER]: id })
      .end(JSON.stringify(this.shared.welcome(message.id)));
  }

  private listenTo(request: IncomingMessage, response: ServerResponse): void {
    const session = this.sessionOf(request, response);
    if (!session) return;
    const stream = new EventStream(response);
    session.listen(stream);
    response.once('close', () => session.deafen(stream));
  }

  private endSession(request: IncomingMessage, response: ServerResponse): void {
    const session = this.sessionOf(request, response);
    if (!session) return;
    this.shared.close(session);
    refuse(response, 200);
  }

  private sessionOf({ headers }: IncomingMessage, response: ServerResponse): Session | undefined {
    const sessionId = headers[SESSION_HEADER];
    const session = typeof sessionId === 'string' ? this.shared.find(sessionId) : undefined;
    if (!session) refuse(response, sessionId === undefined ? 400 : 404);
    return session;
  }
}
