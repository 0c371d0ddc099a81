import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.ts';

describe('readiness', () => {
  it('is given when every check passes', async () => {
    const readiness = new Readiness();
    readiness.add('nats', () => undefined);
    await expect(readiness.missing()).resolves.toEqual({});
  });

  it('names what is missing, and that the process is stopping', async () => {
    const readiness = new Readiness();
    readiness.add('nats', () => undefined);
    readiness.add('postgres', () => Promise.reject(new Error('the database is not reachable')));
    readiness.drain();
    await expect(readiness.missing()).resolves.toEqual({
      process: 'stopping',
      postgres: 'the database is not reachable',
    });
  });
});
