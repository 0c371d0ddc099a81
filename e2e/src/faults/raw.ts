import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What came back, and how long it took. */
export interface RawAnswer {
  status: number;
  body: {
    result?: { content?: { text?: string }[]; isError?: boolean };
    error?: { data?: { code?: string; fault?: string } };
  };
  callId: string | undefined;
  tookMs: number;
}

const headersOf = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

/** Sends any text at all to the front door. */
export const post = async (endpoint: string, token: string, body: string): Promise<RawAnswer> => {
  const since = performance.now();
  const response = await fetch(endpoint, { method: 'POST', headers: headersOf(token), body });
  const text = await response.text();
  return {
    status: response.status,
    body: JSON.parse(text) as RawAnswer['body'],
    callId: response.headers.get('x-archestra-call-id') ?? undefined,
    tookMs: performance.now() - since,
  };
};

/** Calls a tool without any library in between. */
export const callTool = (endpoint: string, token: string, name: string, input: object = {}): Promise<RawAnswer> =>
  post(
    endpoint,
    token,
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } }),
  );

/** Sends a file with curl, which goes on sending while the answer arrives and shows it all the same. */
export const upload = async (
  endpoint: string,
  token: string,
  path: string,
  more: string[],
): Promise<{ status: number; body: unknown }> => {
  const headers = Object.entries(headersOf(token)).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const shown = ['--silent', '--write-out', '\n%{http_code}', '--max-time', '20'];
  // curl ends with an error when the connection is closed before everything was sent; the answer is there nevertheless.
  const { stdout } = await promisify(execFile)('curl', [
    ...shown,
    ...headers,
    ...more,
    '--data-binary',
    `@${path}`,
    endpoint,
  ]).catch((error: { stdout: string }) => error);
  const [body = '', status = ''] = stdout.split(/\n(?=\d+$)/);
  return { status: Number(status), body: body === '' ? undefined : JSON.parse(body) };
};
