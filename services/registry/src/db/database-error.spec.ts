import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { Prisma } from '../generated/prisma/client.ts';
import { isInUse, isTaken, known } from './database-error.ts';

const coded = (code: string) => new Prisma.PrismaClientKnownRequestError('no', { code, clientVersion: '7' });

describe('an error of the database', () => {
  it.each<[string, unknown, string]>([
    ['about text that cannot be stored', new Error('unsupported Unicode escape sequence'), 'INVALID_INPUT'],
    ['about half a character', new Error('invalid input syntax for type json'), 'INVALID_INPUT'],
    ['about a busy pool', coded('P2028'), 'OVERLOADED'],
    ['that is one of ours', new AppError('NOT_FOUND', 'x'), 'NOT_FOUND'],
  ])('%s has a code of its own', (_, error, code) => expect(known(error)).toMatchObject({ code }));

  it('stays what it is when nobody knows it, or when the caller explains it', () => {
    const [strange, taken, used] = [new Error('disk full'), coded('P2002'), coded('P2003')];
    expect([strange, taken, used].map(known)).toEqual([strange, taken, used]);
    expect([isTaken(taken), isInUse(used), isTaken(used)]).toEqual([true, true, false]);
  });
});
