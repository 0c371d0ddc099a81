import { describe, expect, it } from '@jest/globals';
import { AppError, type ErrorCode } from '@archestra/contracts';
import { ClusterError, toAppError } from './cluster-error.ts';

describe('ClusterError', () => {
  it.each<[string, ClusterError, ErrorCode, RegExp]>([
    ['no answer', ClusterError.away(new Error('ECONNREFUSED')), 'SERVER_UNAVAILABLE', /does not answer/],
    ['overloaded', ClusterError.fromAnswer(429, '{}'), 'SERVER_UNAVAILABLE', /overloaded/],
    ['broken', ClusterError.fromAnswer(500, 'oops'), 'SERVER_UNAVAILABLE', /failed/],
    [
      'invalid',
      ClusterError.fromAnswer(422, '{"message":"spec.x is wrong","reason":"Invalid"}'),
      'INVALID_INPUT',
      /spec\.x is wrong/,
    ],
    ['taken', ClusterError.fromAnswer(409, '{"message":"m","reason":"AlreadyExists"}'), 'CONFLICT', /exists already/],
    ['changed', ClusterError.fromAnswer(409, '{"message":"m","reason":"Conflict"}'), 'CONFLICT', /same moment/],
    [
      'without the right',
      ClusterError.fromAnswer(403, '{"message":"cannot list","reason":"Forbidden"}'),
      'SERVER_UNAVAILABLE',
      /cannot list/,
    ],
    ['no such kind', ClusterError.fromAnswer(404, '404 page not found'), 'SERVER_UNAVAILABLE', /deploy\/kubernetes/],
  ])('%s', (_what, error, code, words) => {
    expect(toAppError(error)).toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it('says nothing of what it does not know', () => {
    expect(toAppError(new Error('password=hunter2'))).toMatchObject({
      code: 'INTERNAL',
      message: expect.not.stringMatching('hunter2'),
    });
    const own = new AppError('CONFLICT', 'mine');
    expect(toAppError(own)).toBe(own);
  });
});
