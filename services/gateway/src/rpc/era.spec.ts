import { describe, expect, it } from '@jest/globals';
import { clientOf, decodeHeader, eraOf, negotiate, withoutEnvelope } from './era.ts';
import type { RpcMessage } from './json-rpc.ts';

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const request = (method: string, params: Record<string, unknown> = {}): RpcMessage => ({
  id: 1,
  method,
  params,
});
const modern = (params: Record<string, unknown> = {}) =>
  request('tools/call', { name: 'echo', _meta: envelope, ...params });
const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'echo' };

describe('the era of a request', () => {
  it('is told by the envelope in the body', () => {
    expect(eraOf(modern(), headers)).toEqual({
      modern: true,
      version: '2026-07-28',
      client: { name: 'test', version: '1', protocolVersion: '2026-07-28' },
    });
  });

  it.each([
    ['no header at all is the oldest revision', {}, '2025-03-26'],
    ['a named legacy revision holds', { 'mcp-protocol-version': '2025-11-25' }, '2025-11-25'],
  ])('%s', (_name, given, version) => {
    expect(eraOf(request('tools/list'), given)).toEqual({ modern: false, version, client: undefined });
  });

  it.each([
    ['a header without envelope', request('tools/list'), { 'mcp-protocol-version': '2026-07-28' }, 'INVALID_INPUT'],
    [
      'a revision nobody speaks',
      request('tools/list'),
      { 'mcp-protocol-version': '1999-01-01' },
      'UNSUPPORTED_PROTOCOL_VERSION',
    ],
    [
      'an envelope without client',
      request('x', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }),
      {},
      'INVALID_INPUT',
    ],
    [
      'an envelope of another revision',
      request('x', { _meta: { ...envelope, 'io.modelcontextprotocol/protocolVersion': '2027-01-01' } }),
      {},
      'UNSUPPORTED_PROTOCOL_VERSION',
    ],
    [
      'a version header that disagrees',
      modern(),
      { ...headers, 'mcp-protocol-version': '2025-11-25' },
      'HEADER_MISMATCH',
    ],
    ['no version header', modern(), { ...headers, 'mcp-protocol-version': undefined }, 'HEADER_MISMATCH'],
    ['a method header that disagrees', modern(), { ...headers, 'mcp-method': 'tools/list' }, 'HEADER_MISMATCH'],
    ['no name header', modern(), { ...headers, 'mcp-name': undefined }, 'HEADER_MISMATCH'],
    ['a name header that disagrees', modern(), { ...headers, 'mcp-name': 'Echo' }, 'HEADER_MISMATCH'],
  ])('refuses %s', (_name, message, given, code) => {
    expect(() => eraOf(message as RpcMessage, given)).toThrow(expect.objectContaining({ code }));
  });

  it('asks no standard headers of a notification', () => {
    const notification = { id: undefined, method: 'notifications/x', params: { _meta: envelope } };
    expect(eraOf(notification, {}).modern).toBe(true);
  });
});

describe('details of the envelope', () => {
  it.each([
    ['plain', 'plain'],
    ['=?base64?w6k=?=', 'é'],
    ['=?base64?!!?=', undefined],
    ['=?base64?w6k?=', undefined],
  ])('reads the header value %s', (value, expected) => expect(decodeHeader(value)).toBe(expected));

  it.each([
    ['2025-06-18', '2025-06-18'],
    ['2026-07-28', '2025-11-25'],
    [undefined, '2025-11-25'],
  ])('answers initialize for %s with %s', (asked, answered) => expect(negotiate(asked)).toBe(answered));

  it('keeps the envelope of this hop and the progress token from the server, and everything else for it', () => {
    expect(withoutEnvelope({ a: 1, _meta: { ...envelope, progressToken: 7, traceparent: 't' } })).toEqual({
      a: 1,
      _meta: { traceparent: 't' },
    });
    expect(withoutEnvelope({ a: 1, _meta: envelope })).toEqual({ a: 1 });
    expect(withoutEnvelope({ a: 1 })).toEqual({ a: 1 });
  });

  it('makes of a strange client a nameless one', () => {
    expect(clientOf({ name: 7, version: 'x'.repeat(300) }, 'v')).toEqual({
      name: '',
      version: 'x'.repeat(100),
      protocolVersion: 'v',
    });
  });
});
