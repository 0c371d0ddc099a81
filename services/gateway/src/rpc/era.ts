import { AppError, type CallClient } from '@archestra/contracts';
import type { Params, RpcMessage } from './json-rpc.ts';

/** The revision without sessions, where every request carries its own envelope in `_meta`. */
export const MODERN_VERSION = '2026-07-28';
/** Revisions with `initialize`, newest first. */
export const LEGACY_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
const ASSUMED_LEGACY = '2025-03-26';

const PREFIX = 'io.modelcontextprotocol/';
const VERSION_KEY = `${PREFIX}protocolVersion`;
const CLIENT_KEY = `${PREFIX}clientInfo`;
const CAPABILITIES_KEY = `${PREFIX}clientCapabilities`;
export const SERVER_INFO_KEY = `${PREFIX}serverInfo`;

type Headers = Record<string, string | string[] | undefined>;

/** Which protocol a request speaks, and who says so. */
export interface Era {
  modern: boolean;
  version: string;
  client: CallClient | undefined;
}

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const header = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : undefined;
};

/**
 * Tells the era of a request by its body; headers are only checked against it (MCP 2026-07-28, Streamable HTTP).
 * Throws `HEADER_MISMATCH`, `INVALID_INPUT` for a broken envelope, `UNSUPPORTED_PROTOCOL_VERSION`.
 */
export const eraOf = (message: RpcMessage, headers: Headers): Era => {
  const meta = message.params['_meta'];
  const claimed = isObject(meta) ? meta[VERSION_KEY] : undefined;
  const named = header(headers, 'mcp-protocol-version');
  if (claimed === undefined) return legacy(message, named);
  const envelope = meta as Params;
  checkEnvelope(envelope);
  if (named !== undefined && named !== claimed)
    throw mismatch(`the header names protocol ${named}, the body ${String(claimed).slice(0, 40)}`);
  if (claimed !== MODERN_VERSION) throw unsupported(String(claimed));
  if (message.id !== undefined) checkHeaders(message, headers, named);
  return { modern: true, version: MODERN_VERSION, client: clientOf(envelope[CLIENT_KEY], MODERN_VERSION) };
};

const legacy = (message: RpcMessage, named: string | undefined): Era => {
  if (named === MODERN_VERSION && message.id !== undefined) {
    throw new AppError(
      'INVALID_INPUT',
      `Protocol ${MODERN_VERSION} needs its envelope in params._meta on every request.`,
    );
  }
  const version = message.method === 'initialize' ? undefined : named;
  if (version !== undefined && version !== MODERN_VERSION && !isLegacy(version)) throw unsupported(version);
  return { modern: false, version: version ?? ASSUMED_LEGACY, client: undefined };
};

const isLegacy = (version: string): boolean => LEGACY_VERSIONS.some((known) => known === version);

/** The version a server answers to `initialize`: the client's when we speak it, else our newest of that era. */
export const negotiate = (asked: unknown): string =>
  typeof asked === 'string' && isLegacy(asked) ? asked : LEGACY_VERSIONS[0];

/** Reads an `Implementation` object from a client; unknown parts become empty, never an error. */
export const clientOf = (value: unknown, protocolVersion: string): CallClient => {
  const info = isObject(value) ? value : {};
  const text = (field: unknown, max: number): string => (typeof field === 'string' ? field.slice(0, max) : '');
  return { name: text(info['name'], 200), version: text(info['version'], 100), protocolVersion };
};

const checkEnvelope = (envelope: Params): void => {
  if (typeof envelope[VERSION_KEY] !== 'string')
    throw new AppError('INVALID_INPUT', `_meta["${VERSION_KEY}"] must be a string.`);
  for (const key of [CLIENT_KEY, CAPABILITIES_KEY]) {
    if (!isObject(envelope[key])) throw new AppError('INVALID_INPUT', `_meta["${key}"] is missing or not an object.`);
  }
};

const nameFields: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' };

const checkHeaders = (message: RpcMessage, headers: Headers, version: string | undefined): void => {
  if (version === undefined) throw mismatch('the MCP-Protocol-Version header is missing');
  const method = header(headers, 'mcp-method');
  if (method !== message.method)
    throw mismatch(`Mcp-Method is ${method ?? 'missing'}, the body says ${message.method}`);
  const field = nameFields[message.method];
  const expected = field === undefined ? undefined : message.params[field];
  if (typeof expected !== 'string') return;
  const named = header(headers, 'mcp-name');
  if (named === undefined) throw mismatch(`the Mcp-Name header is missing; it repeats ${String(field)} of the body`);
  if (decodeHeader(named) !== expected) throw mismatch('Mcp-Name does not equal the name in the body');
};

/** Header values outside ASCII travel as `=?base64?…?=`. Returns undefined when that is not canonical. */
export const decodeHeader = (value: string): string | undefined => {
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return value;
  const encoded = value.slice(9, -2);
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes.toString('utf8') : undefined;
};

const mismatch = (why: string): AppError => new AppError('HEADER_MISMATCH', `Headers and body disagree: ${why}.`);
const unsupported = (requested: string): AppError =>
  new AppError('UNSUPPORTED_PROTOCOL_VERSION', `Protocol version ${requested.slice(0, 40)} is not spoken here.`, {
    details: { requested: requested.slice(0, 40), supported: [MODERN_VERSION, ...LEGACY_VERSIONS] },
  });

/** `_meta` as it may go upstream: without the client's envelope, which belongs to this hop only. */
export const withoutEnvelope = (params: Params): Params => {
  const meta = params['_meta'];
  if (!isObject(meta)) return params;
  const kept = Object.entries(meta).filter(([key]) => !key.startsWith(PREFIX) && key !== 'progressToken');
  const { _meta, ...rest } = params;
  return kept.length > 0 ? { ...rest, _meta: Object.fromEntries(kept) } : rest;
};
