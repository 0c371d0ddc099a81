import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from '@modelcontextprotocol/client';
import type { Answers, CallOptions, ClientKind, McpClient, ToolResult } from './mcp-client.ts';

const optionsOf = ({ signal, onProgress }: CallOptions) => ({
  ...(signal ? { signal } : {}),
  ...(onProgress ? { onprogress: onProgress } : {}),
});

const connectAs =
  (mode: VersionNegotiationMode) =>
  async (endpoint: string, token: string, answers: Answers): Promise<McpClient> => {
    const client = new Client({ name: 'e2e-v2', version: '2' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint), { requestInit, fetch: answers.fetch }));
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: async (name, input = {}, options = {}) =>
        (await client.callTool({ name, arguments: input }, optionsOf(options))) as ToolResult,
      resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
      templates: async () =>
        (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
      read: async (uri) => (await client.readResource({ uri })).contents as { uri: string }[],
      prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
      prompt: async (name, input = {}) => (await client.getPrompt({ name, arguments: input })).messages,
      complete: async (ref, argument) => (await client.complete({ ref, argument })).completion.values,
      onToolsChanged: async (listener) => {
        client.setNotificationHandler('notifications/tools/list_changed', listener);
        // The older era pushes on the session's stream unasked.
        if (client.getProtocolEra() === 'modern') await client.listen({ toolsListChanged: true });
      },
      close: () => client.close(),
    };
  };

/** The newer library speaking the older revision. */
export const sdkV2Legacy: ClientKind = {
  name: 'SDK v2, sessions',
  protocolVersion: '2025-11-25',
  connect: connectAs('legacy'),
};

/** The newer library speaking the stateless revision. */
export const sdkV2Modern: ClientKind = {
  name: 'SDK v2, 2026-07-28',
  protocolVersion: '2026-07-28',
  connect: connectAs({ pin: '2026-07-28' }),
};
