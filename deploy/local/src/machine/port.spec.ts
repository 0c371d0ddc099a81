import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, isPortFree, preferPort } from './port.ts';

describe('the choice of a port', () => {
  let busy: Server;
  let port: number;

  beforeEach(async () => {
    port = await freePort();
    busy = createServer().listen(port, '127.0.0.1');
    await once(busy, 'listening');
  });
  afterEach(() => {
    busy.close();
  });

  it('avoids a port that something listens on', async () => {
    await expect(isPortFree(port)).resolves.toBe(false);
    await expect(preferPort(port)).resolves.toBeGreaterThan(port);
  });

  it('avoids a port that was given away but is not in use yet', async () => {
    const next = await preferPort(port);
    await expect(preferPort(port, new Set([next]))).resolves.not.toBe(next);
  });

  it('keeps to the preferred one when it is free', async () => {
    const other = await freePort();
    await expect(preferPort(other)).resolves.toBe(other);
  });
});
