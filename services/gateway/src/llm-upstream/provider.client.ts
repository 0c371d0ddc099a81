import { AppError } from '@archestra/contracts';
import { dialects } from '@archestra/llm';
import { ProviderDispatchers } from '@archestra/network';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request, type Dispatcher } from 'undici';
import type { GatewayConfig } from '../gateway.config.ts';
import type { Destination } from '../llm-model/model.router.ts';
import { exchangeFailure } from './failure.ts';
import type { OpenAnswer, Question } from './question.ts';

const ANTHROPIC_VERSION = '2023-06-01';
const MAX_FAILURE_BYTES = 65_536;

/** Speaks HTTP with providers. The caller's own token is never among what it sends. */
@Injectable()
export class ProviderClient implements OnApplicationShutdown {
  private readonly dispatchers: ProviderDispatchers;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    this.dispatchers = new ProviderDispatchers(config.PROVIDER_PRIVATE_HOSTS, {
      connections: config.GATEWAY_LLM_CONNECTIONS,
      connectTimeoutMs: config.GATEWAY_LLM_CONNECT_TIMEOUT_MS,
      headersTimeoutMs: config.GATEWAY_LLM_HEADERS_TIMEOUT_MS,
      bodyTimeoutMs: config.GATEWAY_LLM_IDLE_TIMEOUT_MS,
    });
  }

  /** Asks once. Throws a typed error for everything but the beginning of an answer with success. */
  async ask(destination: Destination, question: Question, signal: AbortSignal): Promise<OpenAnswer> {
    const { statusCode, headers, body } = await this.send(destination, question, signal);
    if (statusCode === 200 && headers['content-encoding'] === undefined)
      return { headers, chunks: guarded(body, signal), discard: () => discard(body) };
    if (statusCode === 200) {
      await body.dump().catch(() => undefined);
      throw new AppError('PROVIDER_PROTOCOL_ERROR', 'The provider compresses its answer although it was not asked to.');
    }
    const text = await failureText(body, signal);
    if (statusCode < 400) throw new AppError('PROVIDER_PROTOCOL_ERROR', `The provider answers with ${statusCode}.`);
    throw dialects[destination.dialect].readFailure({ status: statusCode, body: text, headers });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatchers.close();
  }

  private async send(
    { provider, path }: Destination,
    question: Question,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const url = new URL(provider.baseUrl + path);
    try {
      return await request(url, {
        method: 'POST',
        dispatcher: this.dispatchers.to(url),
        headers: headersFor(provider, question),
        body: question.body,
        signal,
      });
    } catch (error) {
      throw exchangeFailure(error, signal, false);
    }
  }
}

const headersFor = ({ dialect, key }: Destination['provider'], question: Question): Record<string, string> => {
  const secret = key();
  const own =
    secret === null ? {} : dialect === 'anthropic' ? { 'x-api-key': secret } : { authorization: `Bearer ${secret}` };
  return {
    'content-type': 'application/json',
    accept: question.isStreamed ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'archestra',
    ...(dialect === 'anthropic' ? { 'anthropic-version': ANTHROPIC_VERSION } : {}),
    ...question.headers,
    ...own,
  };
};

const discard = (body: Dispatcher.ResponseData['body']): void => {
  // That it ends early is no failure of anybody.
  body.on('error', () => undefined).destroy();
};

async function* guarded(body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw exchangeFailure(error, signal, true);
  }
}

const failureText = async (body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_FAILURE_BYTES) break;
    }
  } catch (error) {
    // What an error says is worth less than that there was one.
    if (signal.aborted) throw exchangeFailure(error, signal, true);
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_FAILURE_BYTES);
};
