import { beforeAll } from '@jest/globals';
import { startNats, type NatsHandle, type NatsOptions } from '@archestra/local';
import { atEnd } from './cleanup.ts';

/**
 * A NATS server of its own for the describe block (or file) that calls it: streams of other files stay away, and it
 * may be killed and restarted. Starts in well under a second. Read it inside hooks and tests only.
 */
export const useNats = (options: NatsOptions = {}): (() => NatsHandle) => {
  let server: NatsHandle | undefined;
  beforeAll(async () => {
    server = await startNats(options);
  }, 30_000);
  atEnd(() => server?.stop());
  return () => {
    if (!server) throw new Error('The NATS server exists inside hooks and tests only.');
    return server;
  };
};
