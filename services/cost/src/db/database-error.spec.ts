import { describe, expect, it } from '@jest/globals';
import { known } from './database-error.ts';

const failure = (originalCode: string) =>
  Object.assign(new Error('raw'), { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode } } } });

describe('a database error', () => {
  it.each(['22P05', '22008', '54000'])('%s is the fault of the data', (state) =>
    expect(known(failure(state))).toMatchObject({ code: 'INVALID_INPUT' }),
  );

  it.each(['42P01', '40P01', '53300'])('%s is worth another attempt', (state) => {
    const error = failure(state);
    expect(known(error)).toBe(error);
  });

  it('that is none stays what it is', () => expect(known('x')).toBe('x'));
});
