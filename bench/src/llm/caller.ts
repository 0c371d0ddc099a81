import { Pool, type Dispatcher } from 'undici';
import type { Caller } from '../measure/load.ts';
import type { Way } from '../measure/ledger.ts';

/** A way to the same model over the OpenAI dialect. */
export interface ModelWay extends Way {
  /** Up to and without `/chat/completions`. */
  baseUrl: string;
  headers: Record<string, string>;
  stop: () => Promise<void>;
}

/** Characters of a message: some two hundred tokens, as a question in a conversation has. */
const MESSAGE_LENGTH = 800;

let serial = 0;

const freshMessage = (): string => `word ${++serial} `.padEnd(MESSAGE_LENGTH, 'and what became of it ');

interface Chunk {
  choices: { delta: { content?: string } }[];
}

const deltaOf = (line: string): string => {
  if (!line.startsWith('data: ') || line === 'data: [DONE]') return '';
  return (JSON.parse(line.slice(6)) as Chunk).choices[0]?.delta.content ?? '';
};

/** Keep-alive connections to one way: one for each call in flight. */
export class Callers {
  private readonly pool: Pool;
  private readonly way: ModelWay;
  private readonly path: string;

  constructor(way: ModelWay, size: number) {
    const { origin, pathname } = new URL(`${way.baseUrl}/chat/completions`);
    this.way = way;
    this.path = pathname;
    this.pool = new Pool(origin, { connections: size, pipelining: 1 });
  }

  plain(): Caller {
    return { call: () => this.callPlain() };
  }

  streamed(): Caller {
    return { call: () => this.callStreamed() };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async callPlain(): Promise<undefined> {
    const message = freshMessage();
    const { body } = await this.post(message, false);
    const text = await body.text();
    if (!text.includes(JSON.stringify(`Echo: ${message}`))) this.fail(text);
    return undefined;
  }

  private async callStreamed(): Promise<number> {
    const message = freshMessage();
    const { body } = await this.post(message, true);
    let [first, rest, text] = [0, '', ''];
    for await (const chunk of body.setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) text += deltaOf(line);
      if (first === 0 && text !== '') first = performance.now();
    }
    if (text !== `Echo: ${message}`) this.fail(text);
    return first;
  }

  private async post(content: string, stream: boolean): Promise<Dispatcher.ResponseData> {
    const response = await this.pool.request({
      path: this.path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.way.headers },
      body: JSON.stringify({ model: 'echo', stream, max_tokens: 64, messages: [{ role: 'user', content }] }),
    });
    if (response.statusCode !== 200) this.fail(`${response.statusCode}: ${await response.body.text()}`);
    return response;
  }

  private fail(text: string): never {
    throw new Error(`${this.way.name} answered ${text.slice(0, 300)}`);
  }
}
