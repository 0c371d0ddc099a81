import { AppError, type ProviderCheck, type ProviderDialect } from '@archestra/contracts';
import { ProviderDispatchers } from '@archestra/network';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request } from 'undici';
import type { RegistryConfig } from '../registry.config.ts';
import { readModelList } from './model-list.ts';

const TIMEOUT_MS = 8_000;
const MAX_BYTES = 4 * 1_048_576;
const limits = {
  connections: 4,
  connectTimeoutMs: TIMEOUT_MS,
  headersTimeoutMs: TIMEOUT_MS,
  bodyTimeoutMs: TIMEOUT_MS,
};

export interface Candidate {
  dialect: ProviderDialect;
  baseUrl: string;
  key: string | null;
}

const headersFor = ({ dialect, key }: Candidate): Record<string, string> => {
  const own = key === null ? {} : dialect === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` };
  return {
    accept: 'application/json',
    ...(dialect === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
    ...own,
  };
};

const failed = (message: string): ProviderCheck => ({ ok: false, message, models: [] });

/** Why no answer came, in words; what a library says of it stays inside. */
const unreachable = (error: unknown, host: string): string => {
  if (error instanceof AppError) return error.message;
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (/TIMEOUT|ABORT/.test(code) || name === 'TimeoutError')
    return `${host} did not answer within ${TIMEOUT_MS / 1_000} seconds.`;
  if (code === 'ECONNREFUSED') return `Nobody listens at ${host}.`;
  if (/CERT|TLS|SSL/.test(code)) return `${host} has no certificate that is trusted here.`;
  return `${host} cannot be reached.`;
};

const byStatus = (status: number, path: string): string => {
  if (status === 401 || status === 403) return 'The provider does not accept the key.';
  if (status === 404) return `The provider has no list of models at ${path}. Is the address right, up to and with /v1?`;
  if (status === 429) return 'The provider answers that it is asked too often. The key was not tested.';
  return status >= 300 && status < 400
    ? `The provider sends to another address (status ${status}). Enter the final one.`
    : `The provider answers with status ${status}.`;
};

const textWithin = async (body: AsyncIterable<Buffer>): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Asks a provider for its models, to see whether address and key work. Never throws: what is wrong is the answer. */
@Injectable()
export class CheckClient implements OnApplicationShutdown {
  private readonly dispatchers: ProviderDispatchers;

  constructor(@Inject(CONFIG) config: RegistryConfig) {
    this.dispatchers = new ProviderDispatchers(config.PROVIDER_PRIVATE_HOSTS, limits);
  }

  async check(candidate: Candidate): Promise<ProviderCheck> {
    const url = new URL(`${candidate.baseUrl}/models`);
    if (candidate.dialect === 'anthropic') url.searchParams.set('limit', '1000');
    try {
      return await this.ask(url, candidate);
    } catch (error) {
      return failed(unreachable(error, url.host).slice(0, 500));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatchers.close();
  }

  private async ask(url: URL, candidate: Candidate): Promise<ProviderCheck> {
    const { statusCode, body } = await request(url, {
      dispatcher: this.dispatchers.to(url),
      headers: headersFor(candidate),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (statusCode !== 200) {
      // What is not read would keep its connection.
      await body.dump();
      return failed(byStatus(statusCode, url.pathname));
    }
    const text = await textWithin(body);
    if (text === undefined) return failed('The list of models is larger than 4 MiB.');
    const models = readModelList(parsed(text));
    if (!models) return failed(`What ${url.host} answers is no list of models. Is the address right?`);
    return { ok: true, message: `The provider answers and lists ${models.length} models.`, models };
  }
}
