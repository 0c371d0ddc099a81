import { Pool } from 'undici';
import { envelope } from '../clients/curl.ts';

/** What became of one call, as its caller saw it. */
export interface Fate {
  /** `answered`: the right answer; `denied`: refused by the block rule; `typed`: an error with code and fault; `broken`: the connection ended. */
  kind: 'answered' | 'denied' | 'typed' | 'broken';
  /** Code of a typed error, cause of a broken connection. */
  code: string;
  callId: string | undefined;
}

/** A call with arguments that no other call has, so that its record can be found. */
export interface Question {
  serial: number;
  tool: 'echo' | 'long' | 'blocked';
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
  echo: (serial: number) => ({ name: 'everything__echo', arguments: { message: `word-${serial}` } }),
  long: (serial: number) => ({
    name: 'everything__trigger-long-running-operation',
    arguments: { duration: durationOf(serial), steps: 1 },
  }),
  blocked: (serial: number) => ({ name: 'everything__get-sum', arguments: { a: serial, b: 1 } }),
};

const expected = {
  echo: (serial: number) => `Echo: word-${serial}`,
  long: (serial: number) => `Long running operation completed. Duration: ${durationOf(serial)} seconds, Steps: 1.`,
  blocked: () => 'no answer at all: the tool is blocked',
};

const headersOf = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

/** Throws when an answer is neither the right one, nor a refusal, nor a typed error: that must never happen. */
const judge = ({ serial, tool }: Question, { result, error }: Reply, callId: string | undefined): Fate => {
  if (error?.data?.code && error.data.fault) return { kind: 'typed', code: error.data.code, callId };
  const refusal = result?._meta?.[REFUSAL];
  if (refusal) {
    const { code = '', reason = '' } = refusal;
    return reason === 'blocked-by-rule'
      ? { kind: 'denied', code: reason, callId }
      : { kind: 'typed', code: `${code} ${reason}`, callId };
  }
  if (result?.content?.[0]?.text === expected[tool](serial)) return { kind: 'answered', code: '', callId };
  throw new Error(`${tool} ${serial} was answered with ${JSON.stringify(result ?? error).slice(0, 300)}`);
};

/** Calls tools over plain HTTP and checks every answer; half of the callers hold a session, half speak the stateless revision. */
export class Caller {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly token: string;

  constructor(endpoint: string, token: string, connections: number) {
    const { origin, pathname } = new URL(endpoint);
    this.path = pathname;
    this.token = token;
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
      headers: { ...headersOf(this.token), ...headers },
      body,
    });
    await response.body.dump();
    return { 'mcp-protocol-version': revision, 'mcp-session-id': String(response.headers['mcp-session-id']) };
  }

  /** One call; a connection that breaks is a fate, not an exception. */
  async ask(question: Question, session: Record<string, string> | undefined): Promise<Fate> {
    const { headers, body } = envelope(
      session ? '2025-11-25' : '2026-07-28',
      'tools/call',
      questions[question.tool](question.serial),
    );
    const sent = { ...headersOf(this.token), ...(session ?? headers) };
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

  close(): Promise<void> {
    return this.pool.close();
  }
}
