import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Reply } from '../call/call.service.ts';
import type { Caller } from '../call/call.ts';
import type { ProgressListener } from '../upstream/upstream.service.ts';
import { Directory, type Listed, type ListKind } from '../catalog/directory.ts';
import { capabilitiesOf, instructionsOf, serverInfo } from '../catalog/merge.ts';
import { listTools } from '../catalog/tool.list.ts';
import { LEGACY_VERSIONS, MODERN_VERSION, negotiate, SERVER_INFO_KEY } from '../rpc/era.ts';
import { errorText, resultText, type Params, type RequestId } from '../rpc/json-rpc.ts';
import { GuardedMethods } from './guarded.methods.ts';

export interface Request {
  id: RequestId;
  method: string;
  params: Params;
}

/** A response as JSON text, with the HTTP status the protocol wants for it. */
export interface Answered {
  text: string;
  status: number;
}

type Method = (
  caller: Caller,
  params: Params,
  onProgress?: ProgressListener,
) => Promise<Reply> | Promise<Params> | Params;

/** Finds the method of a request and shapes its answer for the caller's protocol era. */
@Injectable()
export class Dispatcher {
  private readonly shared: Record<string, Method>;
  private readonly legacyOnly: Record<string, Method>;
  private readonly modernOnly: Record<string, Method>;

  constructor(
    guarded: GuardedMethods,
    private readonly directory: Directory,
  ) {
    this.shared = {
      'tools/call': (caller, params, onProgress) => guarded.callTool(caller, params, onProgress),
      'resources/read': (caller, params) => guarded.readResource(caller, params),
      'prompts/get': (caller, params) => guarded.getPrompt(caller, params),
      'completion/complete': (caller, params) => guarded.complete(caller, params),
      'tools/list': (caller, params) => ({ ...listTools(caller, params['cursor']) }),
      'resources/list': (caller) => this.list(caller, 'resources', 'resources'),
      'resources/templates/list': (caller) => this.list(caller, 'templates', 'resourceTemplates'),
      'prompts/list': (caller) => this.list(caller, 'prompts', 'prompts'),
    };
    this.legacyOnly = { initialize, ping: () => ({}) };
    this.modernOnly = { 'server/discover': discover };
  }

  /** Answers one request; a typed error becomes a JSON-RPC error, never an exception. */
  async answer(caller: Caller, { id, method, params }: Request, onProgress?: ProgressListener): Promise<Answered> {
    try {
      const run = this.find(caller, method);
      const reply = await run(caller, params, onProgress);
      return { text: this.render(caller, id, method, reply), status: 200 };
    } catch (error) {
      return failed(id, AppError.from(error), caller.modern);
    }
  }

  private find(caller: Caller, method: string): Method {
    const found = own(this.shared, method) ?? own(caller.modern ? this.modernOnly : this.legacyOnly, method);
    if (!found)
      throw new AppError(
        'METHOD_NOT_FOUND',
        `The method ${method} does not exist in this protocol revision, or not through this gateway.`,
      );
    return found;
  }

  private render(caller: Caller, id: RequestId, method: string, reply: Reply | Params): string {
    if (!isReply(reply))
      return resultText(
        id,
        JSON.stringify(caller.modern ? { resultType: 'complete', ...reply, ...cacheHint(method) } : reply),
      );
    if (reply.kind === 'result') return resultText(id, reply.text);
    if (reply.kind === 'server-error') return JSON.stringify({ jsonrpc: '2.0', id, error: reply.error });
    if (method !== 'tools/call') return errorText(id, reply.error);
    return resultText(id, refusal(reply.error, caller.modern));
  }

  private async list(caller: Caller, kind: ListKind, field: string): Promise<Params> {
    const listed = await this.directory.list(caller, kind);
    const show = ({ item, exposedName }: Listed): Params =>
      kind === 'prompts' ? { ...item, name: exposedName } : item;
    return { [field]: listed.map(show) };
  }
}

const own = (methods: Record<string, Method>, name: string): Method | undefined =>
  Object.hasOwn(methods, name) ? methods[name] : undefined;

const isReply = (reply: Reply | Params): reply is Reply =>
  'kind' in reply && (reply['kind'] === 'result' || reply['kind'] === 'denied' || reply['kind'] === 'server-error');

/** Lists are filtered per caller, so nobody else may reuse them, and nobody for long. */
const cacheHint = (method: string): Params =>
  method === 'server/discover' || method.endsWith('/list') ? { ttlMs: 0, cacheScope: 'private' } : {};

/** A refused call in the shape of a tool result, so that an agent reads the reason and goes on. */
const refusal = (error: AppError, modern: boolean): string => {
  const { code, fault, message, details } = error.toWire();
  return JSON.stringify({
    ...(modern ? { resultType: 'complete' } : {}),
    content: [{ type: 'text', text: message }],
    isError: true,
    _meta: { 'dev.archestra/refusal': { code, fault, ...details } },
  });
};

const modernStatus: Partial<Record<AppError['code'], number>> = {
  METHOD_NOT_FOUND: 404,
  HEADER_MISMATCH: 400,
  UNSUPPORTED_PROTOCOL_VERSION: 400,
};

/** Inside a session a failed call is an answer (200 with a JSON-RPC error); the stateless revision names statuses for some. */
const failed = (id: RequestId, error: AppError, modern: boolean): Answered => ({
  text: errorText(id, error),
  status: (modern ? modernStatus[error.code] : undefined) ?? 200,
});

const initialize: Method = ({ profile }, params) => {
  const instructions = instructionsOf(profile);
  return {
    protocolVersion: negotiate(params['protocolVersion']),
    capabilities: capabilitiesOf(profile),
    serverInfo: serverInfo(profile),
    ...(instructions ? { instructions } : {}),
  };
};

const discover: Method = ({ profile }) => {
  const instructions = instructionsOf(profile);
  return {
    supportedVersions: [MODERN_VERSION, ...LEGACY_VERSIONS],
    capabilities: capabilitiesOf(profile),
    ...(instructions ? { instructions } : {}),
    _meta: { [SERVER_INFO_KEY]: serverInfo(profile) },
  };
};
