import { z } from 'zod';

/** Who has to act: the caller, our platform, the MCP server, a model provider, or a policy that said no. */
export const Fault = z.enum(['client', 'gateway', 'server', 'provider', 'policy']);
export type Fault = z.output<typeof Fault>;

/** Every code with its HTTP status and whose fault it is. A code states a fact; the message says what to do. */
export const errorCodes = {
  INVALID_INPUT: [400, 'client'],
  MALFORMED_JSON: [400, 'client'],
  INVALID_REQUEST: [400, 'client'],
  HEADER_MISMATCH: [400, 'client'],
  UNSUPPORTED_PROTOCOL_VERSION: [400, 'client'],
  UNAUTHENTICATED: [401, 'client'],
  NOT_ALLOWED: [403, 'client'],
  ORIGIN_NOT_ALLOWED: [403, 'client'],
  CALL_DENIED: [403, 'policy'],
  /** A person has to agree first; `details.approvalId` names what they are asked. */
  APPROVAL_REQUIRED: [403, 'policy'],
  /** A budget is used up; `details` names it, its limit, what is spent and when it starts anew. */
  BUDGET_EXCEEDED: [402, 'policy'],
  /** A budget in money cannot be kept for a model without a price. */
  PRICE_UNKNOWN: [402, 'policy'],
  EGRESS_REFUSED: [403, 'policy'],
  /** A secret that the server needs is not there; `details.url` is where to provide it. */
  CREDENTIAL_MISSING: [424, 'client'],
  NOT_FOUND: [404, 'client'],
  PROFILE_NOT_FOUND: [404, 'client'],
  SERVER_NOT_FOUND: [404, 'client'],
  TOOL_NOT_FOUND: [404, 'client'],
  RESOURCE_NOT_FOUND: [404, 'client'],
  PROMPT_NOT_FOUND: [404, 'client'],
  MODEL_NOT_FOUND: [404, 'client'],
  SESSION_NOT_FOUND: [404, 'client'],
  METHOD_NOT_FOUND: [404, 'client'],
  METHOD_NOT_ALLOWED: [405, 'client'],
  CONFLICT: [409, 'client'],
  REQUEST_TOO_LARGE: [413, 'client'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'client'],
  RATE_LIMITED: [429, 'client'],
  REQUEST_CANCELLED: [499, 'client'],
  /** The provider found fault with the request itself; the message is the provider's. */
  PROVIDER_REFUSED: [400, 'client'],
  PROVIDER_RATE_LIMITED: [429, 'provider'],
  /** The provider does not take the key an administrator gave; nothing the caller can change. */
  PROVIDER_UNAUTHENTICATED: [502, 'provider'],
  PROVIDER_FAILED: [502, 'provider'],
  PROVIDER_PROTOCOL_ERROR: [502, 'provider'],
  PROVIDER_UNAVAILABLE: [503, 'provider'],
  PROVIDER_TIMEOUT: [504, 'provider'],
  INTERNAL: [500, 'gateway'],
  SERVER_CRASHED: [502, 'server'],
  SERVER_PROTOCOL_ERROR: [502, 'server'],
  SERVER_RESPONSE_TOO_LARGE: [502, 'server'],
  SERVER_UNAVAILABLE: [503, 'server'],
  PEER_UNAVAILABLE: [503, 'gateway'],
  OVERLOADED: [503, 'gateway'],
  PEER_TIMEOUT: [504, 'gateway'],
  SERVER_TIMEOUT: [504, 'server'],
  CALL_INTERRUPTED: [502, 'gateway'],
} as const satisfies Record<string, readonly [status: number, fault: Fault]>;

export type ErrorCode = keyof typeof errorCodes;
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

/** The only shape of an error that crosses a process boundary. `details` holds safe facts, never a stack or a foreign message. */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string(),
  fault: Fault,
  details: z.record(z.string(), z.unknown()).optional(),
});
export type WireError = z.output<typeof WireError>;

/** An expected failure: a code of the table, a sentence a person can act on, safe details. The cause stays in the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }

  /** HTTP status of the code. */
  get status(): number {
    return errorCodes[this.code][0];
  }

  get fault(): Fault {
    return errorCodes[this.code][1];
  }

  /** What a peer or a client may see. */
  toWire(): WireError {
    const wire: WireError = { code: this.code, message: this.message, fault: this.fault };
    return this.details ? { ...wire, details: this.details } : wire;
  }

  /** Rebuilds an error a peer sent; anything that is not a wire error becomes `INTERNAL`. */
  static fromWire(value: unknown): AppError {
    const parsed = WireError.safeParse(value);
    if (!parsed.success) return new AppError('INTERNAL', 'A peer answered with an unreadable error.');
    const { code, message, details } = parsed.data;
    return new AppError(code, message, details ? { details } : {});
  }

  /** Any thrown value as an `AppError`: unknown ones become an opaque `INTERNAL` that keeps its cause for the log. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error;
    return new AppError('INTERNAL', 'Something failed inside the platform. The log has the cause.', { cause: error });
  }
}
