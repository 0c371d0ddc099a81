import { WrittenFile } from '@archestra/contracts';
import { z } from 'zod';

const PATH = '/written';
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 256 * 1_024;
const Listing = z.object({ files: z.array(WrittenFile).max(100) });

/**
 * What a server in a pod wrote, as the bridge beside it tells. Server and bridge share an account, so the answer is looked at like
 * one of the server's. Throws when it does not come in time, is too long, or is no list.
 */
export const bridgeFiles = async (host: string, headers: Readonly<Record<string, string>>): Promise<WrittenFile[]> => {
  const response = await fetch(`http://${host}${PATH}`, {
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) throw new Error('The list of files is too long.');
  }
  return Listing.parse(JSON.parse(text)).files;
};
