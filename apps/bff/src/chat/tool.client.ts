import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError, Id, PathStep, Reason, WireError, type ErrorCode } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { Client, ProtocolError, SdkHttpError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { VERSION, type BffConfig } from '../bff.config.ts';
import { SESSION_HEADER, type OfferedTool } from './model.client.ts';
import type { ChatToken } from './chat-token.service.ts';
import type { Conversation } from './run.ts';

/** Longer than the gateway lets a server work. */
const CALL_MS = 10 * 60_000;
const TOOL_LIMIT = 500;
const OUTPUT_LIMIT = 200_000;
const REFUSAL = 'dev.archestra/refusal';

/** Why the gateway did not let a call through, as it says beside the text for the model. */
const Refusal = z.object({
  code: z.enum(['CALL_DENIED', 'APPROVAL_REQUIRED']),
  reason: Reason.nullable().default(null),
  path: z.array(PathStep).default([]),
  approvalId: Id.optional(),
});
export type Refusal = z.output<typeof Refusal>;

/** What came of a call; `callId` names its record. */
export interface ToolAnswer {
  callId: string | null;
  /** The server's result, cut to a size a conversation can keep. */
  output: unknown;
  /** What a model reads of it. */
  text: string;
  isError: boolean;
  refusal: Refusal | undefined;
}

interface Exchange {
  callId: string | null;
}

/** The tools of one profile for one answer, through the gateway: each call is decided and recorded as any other. */
export class ToolBox {
  private readonly exchange = new AsyncLocalStorage<Exchange>();
  private client: Promise<Client> | undefined;

  constructor(
    private readonly url: URL,
    private readonly conversation: Conversation,
    private readonly token: ChatToken,
  ) {}

  /** What the profile grants and this chat has not switched off. */
  async list(signal: AbortSignal): Promise<OfferedTool[]> {
    const client = await this.connected(signal);
    const tools: OfferedTool[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.asked(() => client.listTools(cursor === undefined ? {} : { cursor }, { signal }));
      tools.push(...page.tools.map((one) => ({ ...one, description: one.description ?? one.title ?? '' })));
      cursor = page.nextCursor;
    } while (cursor !== undefined && tools.length < TOOL_LIMIT);
    const disabled = new Set(this.conversation.disabledTools);
    return tools.filter(({ name }) => !disabled.has(name)).slice(0, TOOL_LIMIT);
  }

  /** Makes one call. Throws typed errors; a refusal by policy is an answer. */
  async call(name: string, input: unknown, signal: AbortSignal): Promise<ToolAnswer> {
    const parsed = z.record(z.string(), z.unknown()).safeParse(input ?? {});
    if (!parsed.success) throw new AppError('INVALID_INPUT', 'The model gave no object of arguments.');
    const client = await this.connected(signal);
    const exchange: Exchange = { callId: null };
    const result = await this.exchange.run(exchange, () =>
      this.asked(() => client.callTool({ name, arguments: parsed.data }, { signal, timeout: CALL_MS })),
    );
    const refusal = Refusal.safeParse(result._meta?.[REFUSAL]);
    const { content, structuredContent, isError } = result;
    return {
      ...exchange,
      output: fitting({ content, ...(structuredContent ? { structuredContent } : {}) }),
      text: resultText(result),
      isError: isError === true,
      refusal: refusal.success ? refusal.data : undefined,
    };
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.close().catch(() => undefined);
  }

  private connected(signal: AbortSignal): Promise<Client> {
    this.client ??= this.asked(() => this.connect(signal)).catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async connect(signal: AbortSignal): Promise<Client> {
    const client = new Client({ name: 'archestra-chat', version: VERSION });
    const transport = new StreamableHTTPClientTransport(this.url, {
      authProvider: { token: () => this.token.secret() },
      requestInit: { headers: { [SESSION_HEADER]: `chat-${this.conversation.id}` } },
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const exchange = this.exchange.getStore();
        if (exchange)
          exchange.callId = Id.safeParse(response.headers.get('x-archestra-call-id')).data ?? exchange.callId;
        return response;
      },
    });
    await client.connect(transport, { signal });
    return client;
  }

  private async asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw doorError(error);
    }
  }
}

@Injectable()
export class ToolClient {
  private readonly base: string;

  constructor(@Inject(CONFIG) config: BffConfig) {
    this.base = (config.GATEWAY_URL ?? config.GATEWAY_PUBLIC_URL).replace(/\/$/, '');
  }

  /** The tools a conversation may use; undefined when it has no profile. */
  of(conversation: Conversation, token: ChatToken): ToolBox | undefined {
    const { profileId } = conversation;
    return profileId === null
      ? undefined
      : new ToolBox(new URL(`${this.base}/v1/mcp/${profileId}`), conversation, token);
  }
}

const statusCodes: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'NOT_ALLOWED',
  404: 'PROFILE_NOT_FOUND',
  503: 'PEER_UNAVAILABLE',
};

/** A failure at the MCP door: the gateway's own words where it sent them, never foreign ones. */
const doorError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof ProtocolError) {
    const wire = WireError.omit({ message: true }).safeParse(error.data);
    if (wire.success) return AppError.fromWire({ ...wire.data, message: error.message });
    return new AppError('SERVER_PROTOCOL_ERROR', 'The server of this tool answered with an error.', { cause: error });
  }
  const code = error instanceof SdkHttpError && error.status !== undefined ? statusCodes[error.status] : undefined;
  if (code) return new AppError(code, 'The gateway refused the call of the tool.', { cause: error });
  return new AppError('PEER_UNAVAILABLE', 'The gateway did not answer the call of the tool.', { cause: error });
};

const Block = z.looseObject({ type: z.string(), text: z.string().optional() });

/** The text blocks of a result; of others only that they were there. */
const resultText = (result: { content: unknown; structuredContent?: unknown }): string => {
  const blocks = z.array(Block).catch([]).parse(result.content);
  const text = blocks.map((block) => block.text ?? `[${block.type}]`).join('\n');
  const whole = text === '' && result.structuredContent ? JSON.stringify(result.structuredContent) : text;
  return whole.length > OUTPUT_LIMIT ? `${whole.slice(0, OUTPUT_LIMIT).toWellFormed()}\n[cut]` : whole;
};

const fitting = (output: { content: unknown }): unknown =>
  JSON.stringify(output).length > OUTPUT_LIMIT
    ? { content: [{ type: 'text', text: resultText(output) }], isCut: true }
    : output;
