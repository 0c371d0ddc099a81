import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { embeddings } from '../dialect/embeddings.ts';
import { failureBody } from '../dialect/failure.ts';
import { modelList } from '../dialect/models.ts';
import { objectOf, type Json } from '../request/json.ts';
import { readMessages } from '../request/messages.ts';
import { chooseScript, type Choose } from '../script/choose.ts';
import { modelNames } from '../script/named.ts';
import { answer, dialects, sendJson } from './answer.ts';
import { AT_ONCE, type Pace } from './pace.ts';
import { ReceivedRequests, type ReceivedRequest } from './received.ts';

const CHARS_PER_TOKEN = 4;

export interface ProviderOptions {
  readonly host?: string;
  readonly port?: number;
  readonly pace?: Pace;
  /** Whoever asks has to show it; without one, nobody has to show anything. */
  readonly key?: string;
  /** Names in the list of models. */
  readonly models?: readonly string[];
  /** Asked first; what it leaves undefined is answered by the scripts that come with the provider. */
  readonly choose?: Choose;
  /** Requests beyond this many are answered 429. */
  readonly maxRequests?: number;
  /** Remembers requests, for tests to look at. */
  readonly keepsRequests?: boolean;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parsed = (text: string): Json | undefined => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** A provider of models over HTTP whose answers are written beforehand. Speaks the dialects of OpenAI and Anthropic. */
export class ScriptedProvider {
  readonly #options: ProviderOptions;
  readonly #choose: Choose;
  readonly #received = new ReceivedRequests();
  readonly #server: Server = createServer((request, response) => {
    // A client that went away, or a script that broke off, leaves nobody to tell.
    this.#serve(request, response).catch(() => response.destroy());
  });
  #answered = 0;

  constructor(options: ProviderOptions = {}) {
    this.#options = options;
    const own = chooseScript();
    this.#choose = (request) => options.choose?.(request) ?? own(request);
    this.#server.keepAliveTimeout = 65_000;
  }

  /** What a provider is set up with: `http://127.0.0.1:<port>/v1`. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** The last requests, oldest first; empty unless they are kept. */
  get received(): readonly ReceivedRequest[] {
    return this.#received.all;
  }

  listen(): Promise<void> {
    const { port = 0, host = '127.0.0.1' } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/[?#].*$/, '');
    if (path === '/ready' || path === '/health') return sendJson(response, 200, { status: 'ready' });
    const isAnthropic = 'anthropic-version' in request.headers;
    const text = await bodyOf(request);
    const gone = this.#watch({ path, headers: request.headers, text, isAborted: false }, response);
    const refusal = this.#refusal(request);
    if (refusal) {
      const body = failureBody(refusal.status, refusal.message, isAnthropic);
      return sendJson(response, refusal.status, body, refusal.status === 429 ? { 'retry-after': '1' } : {});
    }
    const models = this.#options.models ?? modelNames;
    if (path.endsWith('/models')) return sendJson(response, 200, modelList(models, isAnthropic));
    const body = parsed(text);
    if (!body) return sendJson(response, 400, failureBody(400, 'The body is not JSON', isAnthropic));
    return this.#operate(path, response, { body, chars: text.length, signal: gone });
  }

  #watch(received: ReceivedRequest, response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    if (this.#options.keepsRequests) this.#received.add(received);
    response.once('close', () => {
      received.isAborted = !response.writableFinished;
      controller.abort();
    });
    return controller.signal;
  }

  #refusal({ headers }: IncomingMessage): { status: number; message: string } | undefined {
    const { key, maxRequests } = this.#options;
    const shown = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
    if (key !== undefined && shown !== key) return { status: 401, message: 'Incorrect API key provided' };
    this.#answered += 1;
    if (maxRequests !== undefined && this.#answered > maxRequests)
      return { status: 429, message: 'Rate limit reached for requests' };
    return undefined;
  }

  async #operate(
    path: string,
    response: ServerResponse,
    { body, chars, signal }: { body: Json; chars: number; signal: AbortSignal },
  ): Promise<void> {
    if (path.endsWith('/embeddings')) return sendJson(response, 200, embeddings(body));
    if (path.endsWith('/count_tokens')) {
      const tokens = Math.ceil(readMessages(body, chars).chars / CHARS_PER_TOKEN);
      return sendJson(response, 200, { input_tokens: tokens });
    }
    const dialect = Object.entries(dialects).find(([end]) => path.endsWith(end))?.[1];
    if (!dialect) return sendJson(response, 404, failureBody(404, 'There is no such operation', false));
    const options = { choose: this.#choose, pace: this.#options.pace ?? AT_ONCE, signal };
    return answer(response, { body, chars, dialect }, options);
  }
}
