import { AppError, type ErrorCode } from '@archestra/contracts';

export type RequestId = string | number;
export type Params = Record<string, unknown>;

/** A JSON-RPC 2.0 request, or a notification when `id` is absent. */
export interface RpcMessage {
  id: RequestId | undefined;
  method: string;
  params: Params;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is RequestId => typeof value === 'string' || Number.isSafeInteger(value);

/** Parses a body. `answer` means the client sent a response to something we asked. Throws `MALFORMED_JSON` or `INVALID_REQUEST`. */
export const readMessages = (body: string): { messages: (RpcMessage | 'answer')[]; batch: boolean } => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new AppError('MALFORMED_JSON', 'The body is not JSON. Send one JSON-RPC 2.0 message.');
  }
  if (!Array.isArray(parsed)) return { messages: [readMessage(parsed)], batch: false };
  if (parsed.length === 0 || parsed.length > 50) throw new AppError('INVALID_REQUEST', 'A batch has 1 to 50 messages.');
  return { messages: parsed.map(readMessage), batch: true };
};

const isAnswer = (value: Record<string, unknown>): boolean =>
  value['method'] === undefined && value['id'] !== undefined && ('result' in value || 'error' in value);

const isMethod = (value: unknown): value is string => typeof value === 'string' && value.length <= 100;

const readMessage = (value: unknown): RpcMessage | 'answer' => {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') throw invalid('it is not a JSON-RPC 2.0 object');
  const { id, method, params = {} } = value;
  if (id !== undefined && !isId(id)) throw invalid('its id is neither a string nor an integer');
  if (isAnswer(value)) return 'answer';
  if (!isMethod(method)) throw invalid('it has no method');
  if (!isObject(params)) throw invalid('its params are not an object');
  return { id, method, params };
};

const invalid = (why: string): AppError =>
  new AppError('INVALID_REQUEST', `The message is not a JSON-RPC 2.0 request: ${why}.`);

const rpcCodes: Partial<Record<ErrorCode, number>> = {
  MALFORMED_JSON: -32_700,
  INVALID_REQUEST: -32_600,
  METHOD_NOT_FOUND: -32_601,
  INVALID_INPUT: -32_602,
  TOOL_NOT_FOUND: -32_602,
  PROMPT_NOT_FOUND: -32_602,
  RESOURCE_NOT_FOUND: -32_002,
  HEADER_MISMATCH: -32_020,
  UNSUPPORTED_PROTOCOL_VERSION: -32_022,
  INTERNAL: -32_603,
};
/** Everything else: a code of the implementation-defined range; `data.code` says which. */
const OTHER_ERROR = -32_010;

/** The JSON text of an error response; `data` is the wire error, so that a client can tell whose fault it was. */
export const errorText = (id: RequestId | null, error: AppError): string => {
  const wire = error.toWire();
  const data = { ...wire.details, ...wire };
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    error: { code: rpcCodes[error.code] ?? OTHER_ERROR, message: error.message, data },
  });
};

/** The JSON text of a response whose result is JSON text already. */
export const resultText = (id: RequestId, result: string): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
