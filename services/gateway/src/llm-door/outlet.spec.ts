import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpOutlet } from './outlet.ts';

const PIECE = Buffer.alloc(1_048_576);

describe('an answer to a client that stops reading', () => {
  const server = createServer();
  let client: Socket;
  let response: ServerResponse;

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const asked = once(server, 'request');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    client.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    response = (await asked)[1] as ServerResponse;
  });
  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  /** Writes until the client's window is full; resolves to the write that waits. */
  const stuck = async (outlet: HttpOutlet): Promise<{ written: Promise<void> }> => {
    for (let piece = 0; piece < 64; piece += 1) {
      const written = outlet.write(PIECE);
      const isOver = await Promise.race([
        Promise.resolve(written).then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300)),
      ]);
      if (written && !isOver) return { written };
    }
    throw new Error('it took everything');
  };

  it('waits, and is cut when the call is ended', async () => {
    const controller = new AbortController();
    const outlet = new HttpOutlet(response, controller.signal);
    outlet.begin({ status: 200, headers: {} });
    const { written } = await stuck(outlet);
    controller.abort();
    await written;
    expect([response.destroyed, outlet.write(PIECE)]).toEqual([true, undefined]);
  });

  it('is cut when the call was ended before', async () => {
    const controller = new AbortController();
    const outlet = new HttpOutlet(response, controller.signal);
    outlet.begin({ status: 200, headers: {} });
    controller.abort();
    await outlet.write(PIECE);
    expect(response.destroyed).toBe(true);
  });
});
