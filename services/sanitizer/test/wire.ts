import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A wire to a server that can be made silent (bytes wait) or cut, like a database that hangs or is gone. */
export const openWire = async (target: URL) => {
  const sockets = new Set<Socket>();
  let mode: 'through' | 'silent' | 'cut' = 'through';
  const server = createServer((near) => {
    if (mode === 'cut') return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (mode === 'through') to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.toString(),
    set: (next: typeof mode) => {
      mode = next;
      // Bytes swallowed in between are gone: what was connected then cannot go on.
      if (next !== 'silent') for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
export type Wire = Awaited<ReturnType<typeof openWire>>;
