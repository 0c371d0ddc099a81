import { randomUUID } from 'node:crypto';
import type { Addresses, Credentials } from '../plan/addresses.ts';
import { callTool } from './call-tool.ts';
import { ensureDemo, type Demo } from './demo.ts';

/** One real tool call through the gateway, as it is shown to the person who started the platform. */
export interface MainJobReport {
  /** The MCP endpoint clients connect to. */
  endpointUrl: string;
  token: string;
  profileId: string;
  tool: string;
  arguments: unknown;
  /** What came back, as text. */
  result: string;
  tookMs: number;
  /** Where the console shows the record of the call. */
  recordUrl: string;
}

/** A demo of an earlier start is used again, so that the job works after the administrator changed the password. */
export interface MainJobInput {
  addresses: Addresses;
  credentials: Credentials;
  known: Demo | undefined;
}

const TOOL = 'echo';

/**
 * Makes sure that the profile "Default" with the demo servers is there, and calls one tool of a published MCP server
 * through the gateway with the official SDK's client. Throws when the answer is not the server's.
 */
export const runMainJob = async ({ addresses, credentials, known }: MainJobInput): Promise<MainJobReport> => {
  const demo = await ensureDemo(addresses, credentials, known);
  const endpointUrl = `${addresses.gatewayUrl}/v1/mcp/${demo.profileId}`;
  // A word nobody can know before: the answer must come from the server, not from a cache or a stand-in.
  const input = { message: `Hello from Archestra ${randomUUID().slice(0, 8)}` };
  const { text, callId, tookMs } = await callTool({ endpointUrl, token: demo.token, tool: TOOL, input });
  if (!text.includes(input.message))
    throw new Error(`${TOOL} answered ${JSON.stringify(text)} and not what it was sent.`);
  const recordUrl = `${addresses.consoleUrl}/mcp/logs/${callId ?? ''}`;
  return { endpointUrl, ...demo, tool: TOOL, arguments: input, result: text, tookMs, recordUrl };
};
