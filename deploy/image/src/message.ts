/** No frame may be larger, in either direction: 16 MiB, as everywhere on the platform. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;
export const PROTOCOL_VERSION = '2025-11-25';

export type MessageId = string | number;

/** Any JSON-RPC message, as far as the bridge looks into it. */
export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: MessageId;
  readonly method?: string;
  readonly params?: {
    readonly _meta?: { readonly progressToken?: MessageId };
    readonly progressToken?: MessageId;
    readonly requestId?: MessageId;
    readonly [key: string]: unknown;
  };
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A message, or nothing when the text is not one. */
export const readMessage = (text: string): Message | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? value : undefined;
  } catch {
    // Servers print all kinds of things; the caller counts what is not a message.
    return undefined;
  }
};

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' &&
  value !== null &&
  (value as Message).jsonrpc === '2.0' &&
  (typeof (value as Message).method === 'string' || isId((value as Message).id));

const isId = (id: unknown): boolean => typeof id === 'string' || typeof id === 'number';

export const notification = (method: string, params: Record<string, unknown>): Message => ({
  jsonrpc: '2.0',
  method,
  params,
});
