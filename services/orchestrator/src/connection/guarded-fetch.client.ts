import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '@archestra/contracts';
import { MAX_FRAME_BYTES, responseTooLarge } from '@archestra/mcp';
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

const addressesOf = async (host: string): Promise<string[]> => {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return [bare];
  return (await lookup(bare, { all: true })).map(({ address }) => address);
};

/** Throws `SERVER_UNAVAILABLE` when the address of a remote server is one that must not be reached from here. */
const checkAddress = async (url: URL, rules: RemoteRules): Promise<void> => {
  const isListed =
    rules.allowedHosts.includes(url.hostname.toLowerCase()) || rules.allowedHosts.includes(url.host.toLowerCase());
  if (rules.allowPrivate || isListed) return;
  const addresses = await addressesOf(url.hostname).catch(() => {
    throw new AppError('SERVER_UNAVAILABLE', `The host ${url.hostname} of the remote server is not known.`);
  });
  if (addresses.some(isPrivateAddress)) {
    const message = `The remote server is at a private address. An operator can allow ${url.host} with REMOTE_ALLOWED_HOSTS.`;
    throw new AppError('SERVER_UNAVAILABLE', message);
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

/** `fetch` for servers of ours: follows no redirect and bounds every answer to a POST. */
export const boundedFetch: Fetch = async (url, init) => {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  // Our bridge says so; a foreign server that says so hurts its own call only.
  if (response.headers.get('x-archestra-error') === 'SERVER_RESPONSE_TOO_LARGE') throw responseTooLarge();
  return init?.method === 'POST' ? limited(response) : response;
};

/** `fetch` that checks the address before every request, follows no redirect by itself and bounds every answer to a POST. */
export const guardedFetch =
  (rules: RemoteRules): Fetch =>
  async (url, init) => {
    await checkAddress(new URL(url), rules);
    return boundedFetch(url, init);
  };
