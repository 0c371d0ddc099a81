import { Pool } from 'undici';
import { envelope } from '../clients/curl.ts';

/** What became of one call, as its caller saw it. */
export interface Fate {
  /** `answered`: the right answer; `denied`: refused as it must be; `typed`: an error with code and fault; `broken`: the connection ended. */
  kind: 'answered' | 'denied' | 'typed' | 'broken';
  /** Code of a typed error, cause of a broken connection. */
  code: string;
  callId: string | undefined;
}

/** A call with arguments that no other call has, so that its record can be found. */
export interface Question {
  serial: number;
  tool: 'echo' | 'long' | 'blocked' | 'stranger' | 'revoked';
}

interface Reply {
  result?: {
    content?: { text?: string }[];
    isError?: boolean;
    _meta?: Record<string, { code?: string; reason?: string; fault?: string }>;
  };
  error?: { data?: { code?: string; fault?: string } };
}

/** How long a `long` call works, in seconds: most calls are at the server when something dies. */
const LONG_SECONDS = 1;
const REFUSAL = 'dev.archestra/refusal';

/** The duration of a long call tells it from all others. */
export const durationOf = (serial: number): number => Number((LONG_SECONDS + serial / 1e8).toFixed(8));

const questions = {
  echo: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
  long: (serial: number) => ({
    name: 'trigger-long-running-operation',
    arguments: { duration: durationOf(serial), steps: 1 },
  }),
  blocked: (serial: number) => ({ name: 'get-sum', arguments: { a: serial, b: 1 } }),
  // These two ask with a token that must not open the door.
  stranger: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
  revoked: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
};

const expected: Partial<Record<Question['tool'], (serial: number) => string>> = {
  echo: (serial) => `Echo: word-${serial}`,
  long: (serial) => `Long running operation completed. Duration: ${durationOf(serial)} seconds, Steps: 1.`,
};

/** Why a call that must never be answered is refused. */
const refusals: Partial<Record<Question['tool'], string>> = {
  blocked: 'blocked-by-rule',
  stranger: 'UNAUTHENTICATED',
  revoked: 'UNAUTHENTICATED',
};

const headersOf = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

/** Code of an error or refusal, and whose fault it is. A denial's code is its reason. */
const codeOf = ({ result, error }: Reply): { code: string; fault: string } | undefined => {
  if (error?.data?.code && error.data.fault) return { code: error.data.code, fault: error.data.fault };
  const refusal = result?._meta?.[REFUSAL];
  return refusal && { code: refusal.reason ?? refusal.code ?? '', fault: refusal.fault ?? '' };
};

/** Throws what must never happen: a wrong answer, an answer where there must be none, or a caller blamed who did nothing wrong. */
const judge = ({ serial, tool }: Question, reply: Reply, callId: string | undefined): Fate => {
  const refused = codeOf(reply);
  if (refused?.code === refusals[tool] && refused) return { kind: 'denied', code: refused.code, callId };
  if (refused && refused.fault !== 'client') return { kind: 'typed', code: refused.code, callId };
  const text = reply.result?.content?.[0]?.text;
  if (!refused && text !== undefined && text === expected[tool]?.(serial))
    return { kind: 'answered', code: '', callId };
  throw new Error(`${tool} ${serial} was answered with ${JSON.stringify(reply).slice(0, 300)}`);
};

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
