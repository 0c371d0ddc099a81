import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { APICallError } from 'ai';
import { modelError } from './gateway-error.ts';

const answered = (statusCode: number | undefined, responseBody?: string): APICallError =>
  new APICallError({
    message: 'secret',
    url: 'http://secret',
    requestBodyValues: {},
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(responseBody === undefined ? {} : { responseBody }),
  });
const told = {
  message: 'The budget is used up.',
  archestra: { code: 'BUDGET_EXCEEDED', fault: 'policy', details: { a: 1 } },
};

describe('why a model did not answer', () => {
  it.each([
    ['an answer of the gateway', answered(402, JSON.stringify({ error: told }))],
    ['an event in its stream', told],
    ['such an event as the SDK wraps it', Object.assign(new Error('x'), { data: told })],
  ])('is read from %s', (_, error) => {
    expect(modelError(error).toWire()).toEqual({ message: told.message, ...told.archestra });
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [402, 'BUDGET_EXCEEDED'],
    [404, 'MODEL_NOT_FOUND'],
    [413, 'REQUEST_TOO_LARGE'],
    [429, 'RATE_LIMITED'],
    [500, 'PROVIDER_FAILED'],
    [undefined, 'PEER_UNAVAILABLE'],
  ])('is told by the status %s where nobody of ours said anything, without foreign words', (status, code) => {
    for (const body of [undefined, '<html>secret', '{"error":{"message":"secret","archestra":{"code":"NONE"}}}']) {
      const error = modelError(answered(status, body));
      expect(error.code).toBe(code);
      expect(JSON.stringify(error.toWire())).not.toContain('secret');
    }
  });

  it('is what it was when we said it, and a broken answer otherwise', () => {
    const known = new AppError('NOT_ALLOWED', 'No.');
    expect(modelError(known)).toBe(known);
    for (const error of [new Error('secret'), 'secret', undefined, null, { data: null }]) {
      expect(modelError(error).toWire()).toMatchObject({ code: 'PROVIDER_PROTOCOL_ERROR', fault: 'provider' });
      expect(JSON.stringify(modelError(error).toWire())).not.toContain('secret');
    }
  });
});
