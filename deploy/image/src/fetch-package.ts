import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FetchSettings } from './settings.config.ts';
import { unpack } from './tar.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 60_000;
const MAX_BYTES = 2 * 1024 ** 3 - 1;

const attempt = async ({ url, token }: FetchSettings): Promise<Buffer> => {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the pod door answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

/** The network of a pod may come a moment after its containers. */
const download = async (settings: FetchSettings): Promise<Buffer> => {
  let last: unknown;
  for (let count = 0; count < ATTEMPTS; count += 1) {
    try {
      return await attempt(settings);
    } catch (error) {
      last = error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  throw new Error(`the package could not be fetched: ${last instanceof Error ? last.message : String(last)}`);
};

/** Downloads the package, checks that it is the one that was prepared, unpacks it. Throws an `Error` with a sentence. */
export const fetchPackage = async (settings: FetchSettings): Promise<void> => {
  const archive = await download(settings);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  if (sha256 !== settings.sha256) throw new Error(`the package is not the one that was prepared (sha256 ${sha256})`);
  await unpack(await promisify(gunzip)(archive, { maxOutputLength: MAX_BYTES }), settings.folder);
};
