import { randomUUID } from 'node:crypto';
import type { Addresses, Credentials } from '../plan/addresses.ts';
import { modelReferenceText } from '@archestra/contracts';
import { ConsoleClient } from '../console/console.client.ts';
import { askModel } from './ask-model.ts';
import { callTool } from './call-tool.ts';
import { ensureDemo, type Demo } from './demo.ts';
import { ensureModel } from './model.ts';

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
  /** `provider:model` people chat with, and what it answered to a question. */
  model: string;
  modelAnswer: string;
  modelTookMs: number;
}

/** A demo of an earlier start is used again, so that the job works after the administrator changed the password. */
export interface MainJobInput {
  addresses: Addresses;
  credentials: Credentials;
  known: Demo | undefined;
  /** May name a provider of models: `OLLAMA_HOST`, `OPENAI_API_KEY`, `ANTHROPIC_API_KEY`. */
  environment: NodeJS.ProcessEnv;
}

const TOOL = 'echo';

const QUESTION = 'What can I ask you?';

/**
 * Makes sure that the profile "Default" with the demo servers is there, and calls one tool of a published MCP server
 * through the gateway with the official SDK's client; then makes sure that a model can be asked, and asks it. Throws when the
 * answer is not the server's, or when the model has none.
 */
export const runMainJob = async ({
  addresses,
  credentials,
  known,
  environment,
}: MainJobInput): Promise<MainJobReport> => {
  const demo = await ensureDemo(addresses, credentials, known);
  const endpointUrl = `${addresses.gatewayUrl}/v1/mcp/${demo.profileId}`;
  // A word nobody can know before: the answer must come from the server, not from a cache or a stand-in.
  const input = { message: `Hello from Archestra ${randomUUID().slice(0, 8)}` };
  const { text, callId, tookMs } = await callTool({ endpointUrl, token: demo.token, tool: TOOL, input });
  if (!text.includes(input.message))
    throw new Error(`${TOOL} answered ${JSON.stringify(text)} and not what it was sent.`);
  const recordUrl = `${addresses.consoleUrl}/mcp/logs/${callId ?? ''}`;
  const api = new ConsoleClient(addresses.consoleUrl, demo.token);
  const model = await ensureModel(api, { environment, demoAddress: addresses.demoProviderUrl });
  const answer = await askModel({ ...addresses, ...demo, model, question: QUESTION });
  return {
    endpointUrl,
    ...demo,
    tool: TOOL,
    arguments: input,
    result: text,
    tookMs,
    recordUrl,
    model: modelReferenceText(model),
    modelAnswer: answer.text,
    modelTookMs: answer.tookMs,
  };
};
