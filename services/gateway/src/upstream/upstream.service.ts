import { AppError, principalHeader } from '@archestra/contracts';
import { McpLink } from '@archestra/mcp';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.ts';
import type { Params } from '../rpc/json-rpc.ts';
import type { Caller } from '../call/call.ts';

/** A server's answer: its result, or the JSON-RPC error it gave. `bytes` is the size of the frame. */
export type Answer = { bytes: number } & (
  { result: Params } | { error: { code: number; message: string; data?: unknown } }
);

export type ProgressListener = (params: Params) => void;

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const decoder = new TextDecoder();

/** Sends one request to a server over NATS and reads its answer. Throws `SERVER_*` errors when there is none. */
@Injectable()
export class UpstreamService {
  constructor(
    private readonly link: McpLink,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  async request(
    serverId: string,
    method: string,
    params: Params,
    options: { callId: string; caller: Caller; onProgress?: ProgressListener },
  ): Promise<Answer> {
    const { callId, caller, onProgress } = options;
    const id = this.link.nextFrameId();
    const sent = onProgress
      ? { ...params, _meta: { ...(isObject(params['_meta']) ? params['_meta'] : {}), progressToken: id } }
      : params;
    const bytes = await this.link.request(serverId, id, JSON.stringify({ jsonrpc: '2.0', id, method, params: sent }), {
      context: {
        organizationId: caller.principal.organizationId,
        principal: principalHeader(caller.principal),
        callId,
      },
      timeoutMs: this.config.GATEWAY_CALL_TIMEOUT_MS,
      signal: caller.signal,
      ...(onProgress ? { onNotification: (frame: Uint8Array) => readProgress(frame, onProgress) } : {}),
    });
    return readAnswer(bytes);
  }
}

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
};

const readAnswer = (bytes: Uint8Array): Answer => {
  const frame = parse(bytes);
  if (isObject(frame) && isObject(frame['result'])) return { bytes: bytes.length, result: frame['result'] };
  const error = isObject(frame) ? frame['error'] : undefined;
  if (isObject(error) && typeof error['code'] === 'number') {
    return {
      bytes: bytes.length,
      error: { code: error['code'], message: String(error['message']).slice(0, 4_096), data: error['data'] },
    };
  }
  throw new AppError(
    'SERVER_PROTOCOL_ERROR',
    'The server answered with something that is not a JSON-RPC response. Its maintainer has to look at it.',
  );
};

/** Numbers only: text that a server puts beside them would reach the client without inspection. */
const readProgress = (bytes: Uint8Array, onProgress: ProgressListener): void => {
  const frame = parse(bytes);
  if (!isObject(frame) || frame['method'] !== 'notifications/progress' || !isObject(frame['params'])) return;
  const { progress, total } = frame['params'];
  if (typeof progress === 'number') onProgress({ progress, ...(typeof total === 'number' ? { total } : {}) });
};
