import { Pool } from 'undici';
import { envelope } from '../clients/curl.ts';
import { judge, questions, type Fate, type Question, type Reply } from './question.ts';

const headersOf = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

/** Tokens of callers who may and of one who may no longer. */
export interface Tokens {
  good: string;
  revoked: string;
}

/** Calls tools over plain HTTP and checks every answer; half of the callers hold a session, half speak the stateless revision. */
export class Caller {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly tokens: Tokens;

  constructor(endpoint: string, tokens: Tokens, connections: number) {
    const { origin, pathname } = new URL(endpoint);
    this.path = pathname;
    this.tokens = tokens;
    this.pool = new Pool(origin, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** Opens a session of the older revision; resolves to the headers its requests carry. */
  async openSession(): Promise<Record<string, string>> {
    const revision = '2025-11-25';
    const params = { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'load', version: '1' } };
    const { headers, body } = envelope(revision, 'initialize', params);
    const response = await this.pool.request({
      path: this.path,
      method: 'POST',
      headers: { ...headersOf(this.tokens.good), ...headers },
      body,
    });
    await response.body.dump();
    return { 'mcp-protocol-version': revision, 'mcp-session-id': String(response.headers['mcp-session-id']) };
  }

  /** One call; a connection that breaks is a fate, not an exception. Without a session it speaks the stateless revision. */
  async ask(question: Question, session: Record<string, string> | undefined): Promise<Fate> {
    const { tool, serial } = question;
    const { headers, body } = envelope(session ? '2025-11-25' : '2026-07-28', 'tools/call', questions[tool](serial));
    const sent = { ...headersOf(this.tokenOf(question)), ...(session ?? headers) };
    const answer = await this.pool
      .request({ path: this.path, method: 'POST', headers: sent, body })
      .then(async (response) => ({ callId: response.headers['x-archestra-call-id'], text: await response.body.text() }))
      .catch((error: { code?: string; message: string }): Fate => ({
        kind: 'broken',
        code: error.code ?? error.message,
        callId: undefined,
      }));
    if ('kind' in answer) return answer;
    return judge(
      question,
      JSON.parse(answer.text) as Reply,
      typeof answer.callId === 'string' ? answer.callId : undefined,
    );
  }

  private tokenOf({ tool, serial }: Question): string {
    // Each stranger is a new one: the gateway has to ask about every one of them.
    if (tool === 'stranger') return `arch_stranger${serial}`;
    return tool === 'revoked' ? this.tokens.revoked : this.tokens.good;
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
