import { AppError } from '@archestra/contracts';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ServerLog } from '../log/server-log.ts';
import type { HttpDoor, Pipes, RunningServer } from '../runtime/runtime.ts';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from './connection.ts';
import { boundedFetch } from './guarded-fetch.client.ts';
import { chosenVersion } from './handshake.ts';
import { HttpConnection } from './http.connection.ts';
import { keepLines } from './kept-lines.ts';
import { StdioConnection } from './stdio.connection.ts';

const HANDSHAKE_MS = 30_000;
const ABANDON_MS = 1_000;
const LAST_WORDS_MS = 500;

export interface Conversation {
  readonly log: ServerLog;
  readonly listener: ConnectionListener;
}

const silent = (): AppError =>
  new AppError(
    'SERVER_UNAVAILABLE',
    'The server was started but did not answer the MCP handshake within 30 s. Its log may say why.',
  );
const strange = (): AppError =>
  new AppError('SERVER_PROTOCOL_ERROR', 'The server answered the MCP handshake with something else.');
const endedEarly = ({ reason }: ConnectionEnd, lastError: string): AppError =>
  new AppError(
    'SERVER_UNAVAILABLE',
    `The server ended while it started (${reason}).${lastError ? ` Its last words: ${lastError}` : ''}`,
  );

const overPipes = async (
  server: RunningServer,
  pipes: Pipes,
  { log, listener }: Conversation,
): Promise<ServerConnection> => {
  const connection = new StdioConnection(server, pipes, log, listener);
  const result = await withinTime(connection.initialize());
  if (chosenVersion(result) === undefined) throw strange();
  return connection;
};

const overHttp = async (
  server: RunningServer,
  { url, headers }: HttpDoor,
  { log, listener }: Conversation,
): Promise<ServerConnection> => {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: boundedFetch,
    redirectPolicy: 'same-origin',
    requestInit: { headers },
  });
  const connection = new HttpConnection(transport, { log, listener, server });
  await withinTime(connection.initialize());
  return connection;
};

/** Performs the MCP handshake with a server that a runtime has started. Throws `AppError`, and the server is stopped then. */
export const connectRunning = async (server: RunningServer, conversation: Conversation): Promise<ServerConnection> => {
  const { endpoint } = server;
  keepLines(server.stderr, 'stderr', conversation.log);
  try {
    return endpoint.kind === 'pipes'
      ? await overPipes(server, endpoint, conversation)
      : await overHttp(server, endpoint, conversation);
  } catch (error) {
    const end = await Promise.race([server.exited, after(LAST_WORDS_MS)]);
    await server.release(ABANDON_MS);
    if (end) throw endedEarly(end, conversation.log.lastError());
    throw error;
  }
};

const after = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });

const withinTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent()), HANDSHAKE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
