import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@archestra/contracts';
import { SdkHttpError, type JSONRPCMessage, type StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ServerLog } from '../log/server-log.ts';
import type { RunningServer, Usage } from '../runtime/runtime.ts';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from './connection.ts';
import { bridgeNotice } from './bridge-notice.ts';
import { chosenVersion } from './handshake.ts';
import { crashed, cutOff, typed } from './call-failure.ts';
import { SharedSession } from './session.ts';

/** After so many failures in a row the session is given up and begun anew, with backoff. */
const MAX_FAILURES = 3;
const NOT_FOUND = 404;
const REASON_MS = 3_000;

export interface HttpConnectionPorts {
  readonly log: ServerLog;
  readonly listener: ConnectionListener;
  /** The server behind the address when it is one that we run; absent: it runs somewhere else. */
  readonly server?: RunningServer;
}

/** MCP over Streamable HTTP: one session with a server, shared by all callers. */
export class HttpConnection implements ServerConnection {
  readonly ended: Promise<ConnectionEnd>;
  private readonly session: SharedSession;
  private end: (end: ConnectionEnd) => void = () => undefined;
  private failures = 0;

  constructor(
    private readonly transport: StreamableHTTPClientTransport,
    private readonly ports: HttpConnectionPorts,
  ) {
    const { log, listener, server } = ports;
    this.session = new SharedSession({
      send: (message, wireId) => this.send(message, wireId),
      onListChanged: (method) => listener.onListChanged(method),
      onViolation: (kind) => listener.onViolation(kind),
    });
    transport.onmessage = (message) => this.receive(message);
    transport.onerror = (error) => log.add('platform', error.name);
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    void server?.exited.then((end) => this.finish(end));
  }

  get inFlight(): number {
    return this.session.inFlight;
  }

  get pid(): number | null {
    return this.ports.server?.pid ?? null;
  }

  get sandbox(): ServerConnection['sandbox'] {
    return this.ports.server?.sandbox ?? 'remote';
  }

  async initialize(): Promise<void> {
    await this.transport.start();
    const result = await this.session.initialize();
    const version = chosenVersion(result);
    if (version === undefined)
      throw new AppError('SERVER_PROTOCOL_ERROR', 'The server answered the MCP handshake with something else.');
    this.transport.setProtocolVersion(version);
  }

  forward(frame: Parameters<ServerConnection['forward']>[0]): void {
    this.session.forward(frame);
  }

  usage(): Usage {
    return this.ports.server?.usage() ?? { memoryBytes: null, cpuMs: null };
  }

  async close(graceMs: number): Promise<void> {
    await this.leave();
    await this.ports.server?.stop(graceMs);
  }

  async release(graceMs: number): Promise<void> {
    await this.leave();
    await this.ports.server?.release(graceMs);
  }

  private async leave(): Promise<void> {
    await this.transport.terminateSession().catch(() => undefined);
    await this.finish({ reason: 'the connection was closed', exitCode: null, signal: null });
  }

  private receive(message: JSONRPCMessage): void {
    const { server, listener } = this.ports;
    const isBridge = server?.endpoint.kind === 'http' && server.endpoint.isBridge;
    const notice = isBridge ? bridgeNotice(message) : undefined;
    if (!notice) return this.session.receive(Buffer.from(JSON.stringify(message)));
    if (notice.kind === 'violation') return listener.onViolation(notice.violation);
    void this.finishByNotice(notice.end, notice.isAsked ? server?.exited : undefined);
  }

  /** Calls learn of it at once. Why a container was told to end, its pod knows a moment later. */
  private async finishByNotice(end: ConnectionEnd, better: Promise<ConnectionEnd> | undefined): Promise<void> {
    this.session.failAll(crashed(end));
    await this.finish((better && (await Promise.race([better, delay(REASON_MS, undefined)]))) ?? end);
  }

  private send(message: Uint8Array, wireId?: number): boolean {
    const parsed = JSON.parse(Buffer.from(message).toString('utf8')) as JSONRPCMessage;
    // The stream of an answer may end only after the answer: what is still open then is lost.
    const onRequestStreamEnd = (): void => void this.session.failCall(wireId, cutOff());
    this.transport.send(parsed, { onRequestStreamEnd }).then(
      () => (this.failures = 0),
      (error: unknown) => this.fail(wireId, error),
    );
    return true;
  }

  private fail(wireId: number | undefined, error: unknown): void {
    const failure = typed(error);
    this.session.failCall(wireId, failure);
    // A server that answers one call badly is there for all others.
    if (failure.code === 'SERVER_UNAVAILABLE') this.failures += 1;
    const isSessionGone = error instanceof SdkHttpError && error.status === NOT_FOUND;
    const told = isSessionGone ? 'The server ended the session.' : 'A request to the server failed.';
    this.ports.log.add('platform', told);
    if (isSessionGone || this.failures >= MAX_FAILURES)
      void this.finish({ reason: 'it ended the session or cannot be reached', exitCode: null, signal: null });
  }

  private async finish(end: ConnectionEnd): Promise<void> {
    this.session.failAll(this.ports.server ? crashed(end) : cutOff());
    await this.transport.close().catch(() => undefined);
    this.end(end);
  }
}
