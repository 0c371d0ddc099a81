import { AppError, ServerFacts, type Evidence, type Tool } from '@archestra/contracts';
import { listDefinitions, screenDefinitions } from '@archestra/mcp';
import { Client, StreamableHTTPClientTransport, type FetchLike, type Transport } from '@modelcontextprotocol/client';
import { LineSplitter } from '../connection/line-splitter.ts';
import type { RunningServer } from '../runtime/runtime.ts';
import { PipeTransport } from './pipe.transport.ts';

const HANDSHAKE_MS = 30_000;
const LIST_MS = 30_000;
const LAST_WORDS_MS = 500;
const MAX_LOG_LINES = 200;
const MAX_LINE = 300;
const MAX_READ_BYTES = 16 * 1024;

/** The last lines a candidate wrote, errors and noise in the order they came. */
export class Notes {
  private readonly lines: string[] = [];

  add(line: string): void {
    this.lines.push(line.slice(0, MAX_LINE).toWellFormed());
    if (this.lines.length > MAX_LOG_LINES) this.lines.shift();
  }

  follow(server: RunningServer): void {
    const splitter = new LineSplitter(MAX_READ_BYTES, {
      line: (bytes) => this.add(bytes.toString('utf8')),
      oversized: (start) => this.add(`${start.toString('utf8')}…`),
    });
    server.stderr.on('data', (chunk: Buffer) => splitter.push(chunk));
  }

  all(): string[] {
    return [...this.lines];
  }
}

/** What a candidate said of itself. */
export interface Observation {
  readonly facts: Evidence['facts'];
  readonly tools: Tool[];
  /** One sentence for each definition that was left out. */
  readonly refused: string[];
}

/** How to speak with a candidate. */
export interface Talk {
  readonly notes: Notes;
  /** For candidates that speak HTTP; bounds what they answer. */
  readonly fetch: FetchLike;
}

const transportTo = ({ endpoint }: RunningServer, { notes, fetch }: Talk): Transport =>
  endpoint.kind === 'pipes'
    ? new PipeTransport(endpoint, (line) => notes.add(line))
    : new StreamableHTTPClientTransport(new URL(endpoint.url), {
        fetch,
        requestInit: { headers: endpoint.headers },
      });

const factsOf = (client: Client): Evidence['facts'] => {
  const facts = ServerFacts.safeParse({
    protocolVersion: client.getNegotiatedProtocolVersion() ?? 'unknown',
    capabilities: client.getServerCapabilities() ?? {},
    instructions: client.getInstructions(),
    serverInfo: client.getServerVersion(),
  });
  return facts.success ? facts.data : null;
};

const strange = (cause: unknown): AppError =>
  new AppError(
    'SERVER_PROTOCOL_ERROR',
    'The server started, but what it answered was not MCP, or came too late. Its log may say why.',
    { cause },
  );

const ask = async (client: Client, transport: Transport): Promise<Observation> => {
  await client.connect(transport, { timeout: HANDSHAKE_MS });
  const hasTools = client.getServerCapabilities()?.tools !== undefined;
  const values = hasTools ? await listDefinitions(client, { timeout: LIST_MS }) : [];
  return { facts: factsOf(client), ...screenDefinitions(values) };
};

/** Speaks MCP with a candidate: who it is, which tools it has. Calls nothing. Throws `AppError` when it cannot be spoken with. */
export const observe = async (server: RunningServer, talk: Talk): Promise<Observation> => {
  const client = new Client({ name: 'archestra', version: '0.1.0' });
  const ended = server.exited.then(({ reason }) => {
    throw new AppError('SERVER_UNAVAILABLE', `The server ended (${reason}).`);
  });
  ended.catch(() => undefined);
  try {
    return await Promise.race([ask(client, transportTo(server, talk)), ended]);
  } catch (error) {
    // Its pipes close a moment before its end is known, and the end says more.
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
    throw error instanceof AppError ? error : strange(error);
  } finally {
    await client.close().catch(() => undefined);
  }
};
