import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '@archestra/contracts';
import { MAX_FRAME_BYTES, responseTooLarge } from '@archestra/mcp';
import { Agent, fetch as fetchByAgent } from 'undici';
import { isPrivateAddress } from './address.ts';

export interface RemoteRules {
  /** `true`: any address. */
  readonly allowPrivate: boolean;
  /** `host` or `host:port`, lower case: allowed although private. */
  readonly allowedHosts: readonly string[];
}

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** An answer may hold a frame of the full size plus what server-sent events add to it. */
const MAX_ANSWER_BYTES = MAX_FRAME_BYTES + 64 * 1024;

const isFree = ({ hostname, host }: URL, { allowPrivate, allowedHosts }: RemoteRules): boolean =>
  allowPrivate || allowedHosts.includes(hostname.toLowerCase()) || allowedHosts.includes(host.toLowerCase());

const atPrivateAddress = (host: string): AppError =>
  new AppError(
    'SERVER_UNAVAILABLE',
    `The remote server is at a private address. An operator can allow ${host} with REMOTE_ALLOWED_HOSTS.`,
  );

/** Looks up for a connection, so that what is judged is what is connected to: a name cannot change in between. */
const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (failure, found) => {
    const [first] = found ?? [];
    if (failure ?? !first) {
      const error = new AppError('SERVER_UNAVAILABLE', `The host ${hostname} of the remote server is not known.`);
      return answer(error, '', 0);
    }
    if (found.some(({ address }) => isPrivateAddress(address))) return answer(atPrivateAddress(hostname), '', 0);
    if (options.all) return answer(null, found);
    return answer(null, first.address, first.family);
  });
};

const publicOnly = new Agent({ connect: { lookup: publicLookup } });

/** The library tells of everything as `fetch failed`; what we refused ourselves is in the cause. */
const refusalIn = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof AppError ? error.cause : error;

const toPublic: Fetch = async (url, init) => {
  const { hostname, host } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, '');
  // Nothing is looked up for an address that is written out.
  if (isIP(bare) !== 0 && isPrivateAddress(bare)) throw atPrivateAddress(host);
  try {
    const request = { ...init, redirect: 'manual', dispatcher: publicOnly };
    // The library's own types and those of the platform describe the same standard.
    return (await fetchByAgent(url, request as Parameters<typeof fetchByAgent>[1])) as unknown as Response;
  } catch (error) {
    throw refusalIn(error);
  }
};

const limited = (response: Response): Response => {
  if (!response.body) return response;
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) controller.error(responseTooLarge());
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), response);
};

const bounded =
  (ask: Fetch): Fetch =>
  async (url, init) => {
    const response = await ask(url, { ...init, redirect: 'manual' });
    // Our bridge says so; a foreign server that says so hurts its own call only.
    if (response.headers.get('x-archestra-error') === 'SERVER_RESPONSE_TOO_LARGE') throw responseTooLarge();
    return init?.method === 'POST' ? limited(response) : response;
  };

/** `fetch` for servers of ours: follows no redirect and bounds every answer to a POST. */
export const boundedFetch: Fetch = bounded((url, init) => fetch(url, init));

const boundedToPublic = bounded(toPublic);

/** `fetch` that connects to public addresses only (or to what the rules allow), follows no redirect and bounds every answer to a POST. */
export const guardedFetch =
  (rules: RemoteRules): Fetch =>
  (url, init) =>
    isFree(new URL(url), rules) ? boundedFetch(url, init) : boundedToPublic(url, init);
