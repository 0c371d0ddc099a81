import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PREFIX = 'io.modelcontextprotocol/';

/** A request as a person would write it for curl: headers and body for a protocol revision. */
export interface Envelope {
  headers: Record<string, string>;
  body: string;
}

/** One request in either revision; the stateless one repeats in headers what the body says. */
export const envelope = (revision: string, method: string, params: object): Envelope => {
  if (revision !== '2026-07-28')
    return {
      headers: { 'mcp-protocol-version': revision },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    };
  const _meta = {
    [`${PREFIX}protocolVersion`]: revision,
    [`${PREFIX}clientInfo`]: { name: 'curl', version: '1' },
    [`${PREFIX}clientCapabilities`]: {},
  };
  const name = (params as { name?: string }).name;
  return {
    headers: {
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(name === undefined ? {} : { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  };
};

/** Sends it with the real curl; header names come back in lower case. */
export const curl = async (
  endpoint: string,
  token: string,
  { headers, body }: Envelope,
): Promise<{ status: number; headers: Record<string, string>; body: unknown }> => {
  const all = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...headers,
  };
  const named = Object.entries(all).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--show-error',
    '--include',
    '--max-time',
    '20',
    ...named,
    '--data',
    body,
    endpoint,
  ]);
  const [head = '', ...rest] = stdout.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const read = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(read),
    body: JSON.parse(rest.join('\r\n\r\n')),
  };
};
