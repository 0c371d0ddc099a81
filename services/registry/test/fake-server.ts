import { serveMcp, type McpServing, type UpFrame } from '@archestra/mcp';
import type { NatsConnection } from '@nats-io/transport-node';

interface Request {
  id?: number;
  method: string;
  params?: { cursor?: string; protocolVersion?: string };
}

/** A server on NATS whose tool list can be anything: written by hand, because the SDK would refuse to be this rude. */
export class FakeServer {
  /** How many definitions go on one page. */
  pageSize = 50;
  /** Answers nothing while true. */
  silent = false;
  /** Called before a tool list is answered. */
  onList: () => void | Promise<void> = () => undefined;
  instructions = 'be kind';
  lists = 0;
  private readonly serving: McpServing;

  constructor(
    connection: NatsConnection,
    serverId: string,
    public tools: unknown[],
  ) {
    this.serving = serveMcp(connection, serverId, (frame) => this.answer(frame));
  }

  async stop(): Promise<void> {
    await this.serving.stop();
  }

  private async answer(frame: UpFrame): Promise<void> {
    const request = JSON.parse(Buffer.from(frame.bytes).toString('utf8')) as Request;
    if (request.id === undefined || this.silent) return;
    frame.respond(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: await this.result(request) }));
  }

  private async result({ method, params }: Request): Promise<unknown> {
    if (method === 'initialize') {
      const { instructions } = this;
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'fake', version: '1' },
        instructions,
      };
    }
    this.lists += 1;
    await this.onList();
    const from = Number(params?.cursor ?? 0);
    const next = from + this.pageSize;
    return { tools: this.tools.slice(from, next), ...(next < this.tools.length ? { nextCursor: String(next) } : {}) };
  }
}

/** A harmless tool definition. */
export const tool = (name: string, description = `does ${name}`) => ({
  name,
  description,
  inputSchema: { type: 'object', properties: {} },
});
