import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Answers, CallOptions, ClientKind, McpClient, PromptOrTemplate, ToolResult } from './mcp-client.ts';

const optionsOf = ({ signal, onProgress }: CallOptions) => ({
  ...(signal ? { signal } : {}),
  ...(onProgress ? { onprogress: onProgress } : {}),
});

const connect = async (endpoint: string, token: string, answers: Answers): Promise<McpClient> => {
  const client = new Client({ name: 'e2e-v1', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), { requestInit, fetch: answers.fetch });
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  await client.connect(transport as Transport);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, input = {}, options = {}) =>
      (await client.callTool({ name, arguments: input }, undefined, optionsOf(options))) as ToolResult,
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    read: async (uri) => (await client.readResource({ uri })).contents as { uri: string }[],
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    prompt: async (name, input = {}) => (await client.getPrompt({ name, arguments: input })).messages,
    complete: async (ref: PromptOrTemplate, argument) => (await client.complete({ ref, argument })).completion.values,
    onToolsChanged: (listener) =>
      Promise.resolve(client.setNotificationHandler(ToolListChangedNotificationSchema, listener)),
    close: () => client.close(),
  };
};

/** The library most clients ship today. */
export const sdkV1: ClientKind = { name: 'SDK v1', protocolVersion: '2025-11-25', connect };
