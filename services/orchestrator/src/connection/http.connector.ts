import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { AppError } from '@archestra/contracts';
import type { ServerLog } from '../log/server-log.ts';
import type { ConnectionListener, ServerConnection } from './connection.ts';
import { guardedFetch, type RemoteRules } from './guarded-fetch.client.ts';
import { HttpConnection } from './http.connection.ts';

const HANDSHAKE_MS = 15_000;

/** Opens sessions with remote servers. */
export class HttpConnector {
  constructor(private readonly rules: RemoteRules) {}

  /** Sends `headers` with every request, to this origin only. Throws `AppError` when the address is not allowed, the server is not reachable or does not speak MCP. */
  async connect(
    url: string,
    { log, listener }: { log: ServerLog; listener: ConnectionListener },
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ServerConnection> {
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      fetch: guardedFetch(this.rules),
      redirectPolicy: 'same-origin',
      requestInit: { headers },
    });
    const connection = new HttpConnection(transport, { log, listener });
    const late = setTimeout(() => void connection.close(0), HANDSHAKE_MS);
    try {
      await connection.initialize();
      return connection;
    } catch (error) {
      await connection.close(0);
      throw error instanceof AppError
        ? error
        : new AppError('SERVER_UNAVAILABLE', 'The remote server could not be reached.', { cause: error });
    } finally {
      clearTimeout(late);
    }
  }
}
