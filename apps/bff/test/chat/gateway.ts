import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuid } from 'uuid';

/** A request as one of the gateway's doors got it. */
export interface Asked {
  path: string;
  token: string;
  session: string | undefined;
  body: Record<string, unknown>;
}

interface Call {
  id: string;
  name: string;
  arguments: string;
}

/** What a model says next. `until` is awaited after the first text: the answer stops in its middle until then. */
export interface Said {
  text?: string[];
  reasoning?: string;
  calls?: Call[];
  until?: Promise<unknown>;
  status?: number;
  error?: unknown;
  /** Ends without a finish reason. */
  isCut?: boolean;
}

/** What a tool answers; `meta` stands where the gateway says why it refused. */
export interface ToolReply {
  text: string;
  isError?: boolean;
  meta?: Record<string, unknown>;
  until?: Promise<unknown>;
}

type Model = (asked: Asked, turn: number) => Said;
type Tool = (asked: Asked, turn: number) => ToolReply;

const chunk = (delta: Record<string, unknown>, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
};

const json = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** How an answer ends: well, with an error, or not at all. */
const ending = ({ isCut, error, calls }: Said): string => {
  if (isCut) return '';
  if (error) return `data: ${JSON.stringify(error)}\n\n`;
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const last = `data: ${JSON.stringify({ id: 'a', choices: [], usage })}\n\ndata: [DONE]\n\n`;
  return `${chunk({}, calls ? 'tool_calls' : 'stop')}${last}`;
};

/** The edge of the network: a gateway whose model and tools say what a test tells them to. Titles are asked apart. */
export class TestGateway {
  readonly asked: Asked[] = [];
  readonly called: Asked[] = [];
  readonly titles: Asked[] = [];
  /** Requests whose client left before the answer was whole. */
  left = 0;
  model: Model = () => ({ text: ['Hello'] });
  tool: Tool = () => ({ text: 'done' });
  title: () => Said = () => ({ text: ['A fine title'] });
  tools: string[] = ['echo', 'send'];
  /** Tokens that are refused from now on. */
  readonly refused = new Set<string>();
  private server: Server | undefined;
  private turn = 0;
  private toolTurn = 0;

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  reset(): void {
    this.asked.length = 0;
    this.called.length = 0;
    this.titles.length = 0;
    this.refused.clear();
    Object.assign(this, { turn: 0, toolTurn: 0, left: 0, tools: ['echo', 'send'] });
    this.model = () => ({ text: ['Hello'] });
    this.tool = () => ({ text: 'done' });
    this.title = () => ({ text: ['A fine title'] });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const session = request.headers['x-archestra-session'];
    const asked: Asked = {
      path: request.url ?? '',
      token,
      session: typeof session === 'string' ? session : undefined,
      body: await readBody(request),
    };
    if (this.refused.has(token) || !token.startsWith('arch_'))
      return json(response, 401, {
        error: { message: 'This token was revoked.', archestra: { code: 'UNAUTHENTICATED', fault: 'client' } },
      });
    response.once('close', () => (this.left += response.writableFinished ? 0 : 1));
    if (asked.path.startsWith('/v1/mcp/')) return this.mcp(asked, request, response);
    if (asked.body['stream'] !== true) {
      this.titles.push(asked);
      return this.whole(response, this.title());
    }
    this.asked.push(asked);
    return this.stream(response, this.model(asked, (this.turn += 1)));
  }

  private whole(response: ServerResponse, said: Said): void {
    if (said.status !== undefined) return json(response, said.status, said.error ?? {});
    const message = { role: 'assistant', content: (said.text ?? []).join('') };
    json(response, 200, {
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
    });
  }

  private async stream(response: ServerResponse, said: Said): Promise<void> {
    if (said.status !== undefined) return json(response, said.status, said.error ?? {});
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (said.reasoning) response.write(chunk({ reasoning_content: said.reasoning }));
    const [first, ...rest] = said.text ?? [];
    if (first !== undefined) response.write(chunk({ content: first }));
    await said.until;
    for (const text of rest) response.write(chunk({ content: text }));
    for (const [index, { id, name, arguments: text }] of (said.calls ?? []).entries())
      response.write(chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: text } }] }));
    response.end(ending(said));
  }

  private async mcp(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return json(response, 405, {});
    const { id, method } = asked.body;
    const reply = (result: unknown, headers: object = {}): void =>
      json(response, 200, { jsonrpc: '2.0', id, result }, headers);
    if (id === undefined) return void response.writeHead(202).end();
    if (method === 'initialize')
      return reply({
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 't', version: '1' },
      });
    if (method === 'tools/list')
      return reply({ tools: this.tools.map((name) => ({ name, description: name, inputSchema: { type: 'object' } })) });
    if (method !== 'tools/call')
      return json(response, 200, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } });
    this.called.push(asked);
    const { text, isError = false, meta, until } = this.tool(asked, (this.toolTurn += 1));
    await until;
    const content = [{ type: 'text', text }];
    reply({ content, isError, ...(meta ? { _meta: meta } : {}) }, { 'x-archestra-call-id': uuid() });
  }
}

/** Something that happens when a test says so. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};
