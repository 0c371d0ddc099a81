import { AppError } from '@archestra/contracts';
import { SdkHttpError, type JSONRPCMessage, type StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ServerLog } from '../log/server-log.ts';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from './connection.ts';
import { chosenVersion } from './handshake.ts';
import { SharedSession } from './session.ts';

/** After so many failures in a row the session is given up and begun anew, with backoff. */
const MAX_FAILURES = 3;
const NOT_FOUND = 404;

const unreachable = (cause: unknown): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'The remote server could not be reached or refused the request.', { cause });
const unreadable = (cause: unknown): AppError =>
  new AppError('SERVER_PROTOCOL_ERROR', 'The remote server answered with something that is not an MCP message.', {
    cause,
  });
const PARSE_ERRORS: readonly unknown[] = ['SyntaxError', 'ZodError', '$ZodError'];

/** The SDK throws what JSON and its schemas throw; names hold across realms and copies of zod, classes do not. */
const typed = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  return PARSE_ERRORS.includes((error as Error | undefined)?.name) ? unreadable(error) : unreachable(error);
};

const cutOff = (): AppError =>
  new AppError(
    'SERVER_CRASHED',
    'The remote server ended its answer before the result. Whether the call had an effect is unknown.',
  );

/** MCP over Streamable HTTP: one session with a remote server, shared by all callers. */
export class HttpConnection implements ServerConnection {
  readonly pid = null;
  readonly sandbox = 'remote';
  readonly ended: Promise<ConnectionEnd>;
  private readonly session: SharedSession;
  private end: (end: ConnectionEnd) => void = () => undefined;
  private failures = 0;

  constructor(
    private readonly transport: StreamableHTTPClientTransport,
    private readonly log: ServerLog,
    listener: ConnectionListener,
  ) {
    this.session = new SharedSession({
      send: (message, wireId) => this.send(message, wireId),
      onListChanged: (method) => listener.onListChanged(method),
      onViolation: (kind) => listener.onViolation(kind),
    });
    transport.onmessage = (message) => this.session.receive(Buffer.from(JSON.stringify(message)));
    transport.onerror = (error) => log.add('platform', error.name);
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  async initialize(): Promise<void> {
    await this.transport.start();
    const result = await this.session.initialize();
    const version = chosenVersion(result);
    if (version === undefined)
      throw new AppError('SERVER_PROTOCOL_ERROR', 'The remote server answered the MCP handshake with something else.');
    this.transport.setProtocolVersion(version);
  }

  forward(frame: Parameters<ServerConnection['forward']>[0]): void {
    this.session.forward(frame);
  }

  usage(): { memoryBytes: null; cpuMs: null } {
    return { memoryBytes: null, cpuMs: null };
  }

  async close(): Promise<void> {
    await this.transport.terminateSession().catch(() => undefined);
    await this.finish('the connection was closed');
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
    this.log.add(
      'platform',
      isSessionGone ? 'The remote server ended the session.' : 'A request to the remote server failed.',
    );
    if (isSessionGone || this.failures >= MAX_FAILURES)
      void this.finish('the remote server ended the session or cannot be reached');
  }

  private async finish(reason: string): Promise<void> {
    this.session.failAll(cutOff());
    await this.transport.close().catch(() => undefined);
    this.end({ reason, exitCode: null, signal: null });
  }
}
