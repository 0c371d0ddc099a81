import { Pool } from 'undici';
import type { Caller } from '../measure/load.ts';

/** One way to the same server. */
export interface Arm {
  name: 'direct' | 'archestra' | 'mcp-proxy';
  url: string;
  headers: Record<string, string>;
  /** Name of the echo tool on this way. */
  tool: string;
  /** Processes whose CPU and memory belong to this way, by name. */
  processes: Record<string, number>;
  stop: () => Promise<void>;
}

let serial = 0;

const accept = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** Opens sessions over keep-alive connections: one connection for each call in flight, as many clients have. */
export class Connections {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly arm: Arm;

  constructor(arm: Arm, size: number) {
    const { origin, pathname } = new URL(arm.url);
    this.arm = arm;
    this.path = pathname;
    this.pool = new Pool(origin, { connections: size, pipelining: 1 });
  }

  /** A session of the revision 2025-11-25, as an SDK client holds one: `initialize` and `notifications/initialized`; the session travels in a header from then on. */
  async open(): Promise<Caller> {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
    const { session } = await this.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, {});
    const headers = { 'mcp-protocol-version': '2025-11-25', ...(session ? { 'mcp-session-id': session } : {}) };
    await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
    return { call: () => this.echo(headers) };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async echo(headers: Record<string, string>): Promise<undefined> {
    const id = ++serial;
    const message = `word-${id}`;
    const { text } = await this.post(
      { jsonrpc: '2.0', id, method: 'tools/call', params: { name: this.arm.tool, arguments: { message } } },
      headers,
    );
    if (!text.includes(`Echo: ${message}"`) || !text.includes(`"id":${id}`))
      throw new Error(`${this.arm.name} answered ${text.slice(0, 300)}`);
    return undefined;
  }

  private async post(
    message: object,
    headers: Record<string, string>,
  ): Promise<{ text: string; session: string | undefined }> {
    const response = await this.pool.request({
      path: this.path,
      method: 'POST',
      headers: { ...accept, ...this.arm.headers, ...headers },
      body: JSON.stringify(message),
    });
    const text = await response.body.text();
    if (response.statusCode >= 300)
      throw new Error(`${this.arm.name} answered ${response.statusCode}: ${text.slice(0, 300)}`);
    const session = response.headers['mcp-session-id'];
    return { text, session: typeof session === 'string' ? session : undefined };
  }
}
