import { envelope } from './curl.ts';

/** An open server-sent-events stream. */
export interface OpenStream {
  /** Milliseconds until the server ended it, counted from this call; `Infinity` when it did not in time. */
  endsWithin(ms: number): Promise<number>;
}

const request = async (
  endpoint: string,
  token: string,
  method: string,
  more: { headers: Record<string, string>; body?: string },
): Promise<Response> => {
  const accept = method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept, ...more.headers };
  const response = await fetch(endpoint, { ...more, method, headers });
  if (!response.ok) throw new Error(`${method} was answered ${response.status}: ${await response.text()}`);
  return response;
};

const sessionStream = async (endpoint: string, token: string, revision: string): Promise<Response> => {
  const params = { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'stream', version: '1' } };
  const opened = await request(endpoint, token, 'POST', envelope(revision, 'initialize', params));
  await opened.text();
  const session = opened.headers.get('mcp-session-id') ?? '';
  return request(endpoint, token, 'GET', { headers: { 'mcp-session-id': session, 'mcp-protocol-version': revision } });
};

/** Opens the stream of a revision: GET in a session, or `subscriptions/listen`. */
export const openStream = async (endpoint: string, token: string, revision: string): Promise<OpenStream> => {
  const listen = envelope(revision, 'subscriptions/listen', { notifications: { toolsListChanged: true } });
  const response =
    revision === '2026-07-28'
      ? await request(endpoint, token, 'POST', listen)
      : await sessionStream(endpoint, token, revision);
  const reader = response.body?.getReader();
  const drained = (async (): Promise<void> => {
    while (reader && !(await reader.read()).done);
  })();
  return {
    endsWithin: async (ms) => {
      const since = performance.now();
      const late = new Promise<number>((resolve) => setTimeout(() => resolve(Infinity), ms).unref());
      const took = await Promise.race([drained.then(() => performance.now() - since), late]);
      await reader?.cancel().catch(() => undefined);
      return took;
    },
  };
};
