import { describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { NotFoundException } from '@nestjs/common';
import { toAppError } from './error.filter.ts';

describe('what leaves a process of a thrown value', () => {
  it('keeps an expected error as it is', () => {
    const error = new AppError('CONFLICT', 'Taken.');
    expect(toAppError(error)).toBe(error);
  });

  it.each<[string, unknown, string]>([
    ['a framework exception', new NotFoundException('internal route name'), 'NOT_FOUND'],
    ['an error with a status', Object.assign(new Error('secret'), { statusCode: 413 }), 'REQUEST_TOO_LARGE'],
    ['an unknown error', new Error('secret'), 'INTERNAL'],
    ['no error at all', 'secret', 'INTERNAL'],
    ['a status we do not know', Object.assign(new Error('secret'), { statusCode: 418 }), 'INTERNAL'],
  ])('gives %s a code and none of its text', (_name, thrown, code) => {
    const wire = toAppError(thrown).toWire();
    expect(wire.code).toBe(code);
    expect(JSON.stringify(wire)).not.toMatch(/secret|internal route/);
  });
});
