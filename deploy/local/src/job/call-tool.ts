import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface ToolCall {
  endpointUrl: string;
  token: string;
  /** The server's own name of the tool; the profile may show it with a prefix. */
  tool: string;
  input: Record<string, unknown>;
}

export interface ToolAnswer {
  text: string;
  /** Id of the record, as the gateway named it in a header. */
  callId: string | undefined;
  tookMs: number;
}

const textOf = (content: unknown): string =>
  Array.isArray(content)
    ? content.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('\n')
    : '';

/** Connects as any MCP client does, finds the tool in the list, calls it once. */
export const callTool = async ({ endpointUrl, token, tool, input }: ToolCall): Promise<ToolAnswer> => {
  let callId: string | undefined;
  const watched: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    callId = response.headers.get('x-archestra-call-id') ?? callId;
    return response;
  };
  const client = new Client({ name: 'archestra-start', version: '0.1.0' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(endpointUrl), { requestInit: { headers }, fetch: watched }) as never,
  );
  try {
    const { tools } = await client.listTools();
    const name = tools.map((entry) => entry.name).find((exposed) => exposed === tool || exposed.endsWith(`__${tool}`));
    if (name === undefined) throw new Error(`The profile shows no tool ${tool}.`);
    const startedAt = performance.now();
    const result = await client.callTool({ name, arguments: input });
    const tookMs = performance.now() - startedAt;
    const text = textOf(result.content);
    if (result.isError === true) throw new Error(text);
    return { text, callId, tookMs };
  } finally {
    await client.close();
  }
};
