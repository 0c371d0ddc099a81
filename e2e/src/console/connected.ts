import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** What a client needs to know, exactly as a snippet of the console says it. */
export interface Address {
  url: string;
  headers: Record<string, string>;
}

/** A connected MCP client: the library most clients ship. */
export const connect = async ({ url, headers }: Address): Promise<Client> => {
  const client = new Client({ name: 'console-story', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  await client.connect(transport as Transport);
  return client;
};

/** Runs a line as a person who pastes it into a terminal; `stand-in` programs come first on the path. */
export const paste = async (line: string, standIn = ''): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', `${standIn}${line}`])).stdout;

/** The address a `claude mcp add` line names, read by a shell as the real program would get it. */
export const addressOfClaude = async (line: string): Promise<Address> => {
  const said = await paste(line, `claude() { for word in "$@"; do printf '%s\\n' "$word"; done; }; `);
  const words = said.trimEnd().split('\n');
  const header = words[words.indexOf('--header') + 1] ?? '';
  const colon = header.indexOf(':');
  const url = words[5];
  if (words.slice(0, 4).join(' ') !== 'mcp add --transport http' || url === undefined)
    throw new Error(`The line is not what Claude Code takes: ${words.length} words.`);
  return { url, headers: { [header.slice(0, colon)]: header.slice(colon + 1).trim() } };
};
