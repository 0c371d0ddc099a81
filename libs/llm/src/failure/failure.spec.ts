import { AppError, type ErrorCode } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dialects } from '../dialect/table.ts';
import { readStreamFailure } from './provider-failure.ts';

const { readFailure } = dialects['openai-chat'];
const said = (error: object): string => JSON.stringify({ error });
const failure = (status: number, body = '', headers: Record<string, string | string[]> = {}) =>
  readFailure({ status, body, headers });

describe('readFailure', () => {
  it.each<[number, string, ErrorCode]>([
    [400, said({ message: 'bad', type: 'invalid_request_error' }), 'PROVIDER_REFUSED'],
    [422, '{"detail":"bad"}', 'PROVIDER_REFUSED'],
    [413, '', 'PROVIDER_REFUSED'],
    [401, said({ message: 'Incorrect API key provided: sk-123' }), 'PROVIDER_UNAUTHENTICATED'],
    [403, '', 'PROVIDER_UNAUTHENTICATED'],
    [400, said({ type: 'authentication_error' }), 'PROVIDER_UNAUTHENTICATED'],
    [402, '', 'PROVIDER_UNAUTHENTICATED'],
    [429, said({ code: 'insufficient_quota' }), 'PROVIDER_UNAUTHENTICATED'],
    [429, said({ type: 'rate_limit_error' }), 'PROVIDER_RATE_LIMITED'],
    [404, said({ code: 'model_not_found' }), 'MODEL_NOT_FOUND'],
    [400, said({ code: 'DeploymentNotFound' }), 'MODEL_NOT_FOUND'],
    [404, '<html>', 'MODEL_NOT_FOUND'],
    [500, said({ message: 'oops' }), 'PROVIDER_FAILED'],
    [418, '', 'PROVIDER_FAILED'],
    [503, '', 'PROVIDER_UNAVAILABLE'],
    [529, said({ type: 'overloaded_error' }), 'PROVIDER_UNAVAILABLE'],
  ])('%i %s is %s', (status, body, code) => {
    const error = failure(status, body);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({ status });
  });

  it('passes on what is said about the request of the caller, cut and without control characters', () => {
    expect(failure(400, said({ message: 'too\u0000 long', type: 'x' }))).toMatchObject({
      message: 'The provider does not accept this request: too  long',
      details: { status: 400, type: 'x' },
    });
    expect(failure(400, said({ message: 'x'.repeat(10_000) })).message.length).toBeLessThan(600);
    expect(failure(400).message).toMatch(/does not say why/);
    expect(failure(400, '{"error":"plain"}').message).toMatch(/plain/);
  });

  it('passes on nothing that could name an account or a key', () => {
    fc.assert(
      fc.property(fc.constantFrom(401, 402, 403, 404, 429, 500, 502, 503), (status) => {
        const error = failure(status, said({ message: 'org-secret sk-secret', type: 'sk-secret' }));
        expect(JSON.stringify(error.toWire())).not.toContain('secret');
      }),
    );
  });

  it.each<[Record<string, string | string[]>, number | undefined]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '150', 'retry-after': '2' }, 150],
    [{ 'retry-after': ['3', '4'] }, 3_000],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('%j asks to wait %s ms', (headers, expected) => {
    expect(failure(429, '', headers).details?.['retryAfterMs']).toBe(expected);
  });

  it('reads a date to wait for', () => {
    const wait = failure(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect(wait.details?.['retryAfterMs']).toBeGreaterThan(50_000);
  });

  it('reads any answer at all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(failure(status, body)).toBeInstanceOf(AppError);
      }),
    );
  });
});

describe('readStreamFailure', () => {
  it.each<[object, ErrorCode]>([
    [{ error: { type: 'overloaded_error', message: 'x' } }, 'PROVIDER_UNAVAILABLE'],
    [{ error: { code: 'rate_limit_exceeded' } }, 'PROVIDER_RATE_LIMITED'],
    [{ error: { type: 'invalid_request_error', message: 'too long' } }, 'PROVIDER_REFUSED'],
    [{ error: { type: 'not_found_error' } }, 'MODEL_NOT_FOUND'],
    [{ error: { type: 'permission_error' } }, 'PROVIDER_UNAUTHENTICATED'],
    [{ error: { type: 'server_error' } }, 'PROVIDER_FAILED'],
    [{ error: 'plain' }, 'PROVIDER_FAILED'],
  ])('%j is %s', (event, code) => {
    expect(readStreamFailure(event).code).toBe(code);
  });
});
