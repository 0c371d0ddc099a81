import { createServer } from 'node:net';

const listenOn = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.unref();
    probe.once('error', reject);
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(found));
    });
  });

/** Is nothing listening on that port of the loopback address? */
export const isPortFree = (port: number): Promise<boolean> =>
  listenOn(port).then(
    () => true,
    () => false,
  );

/** A port of the loopback address that nothing listens on now. `taken` ports are never returned. */
export const freePort = async (taken: ReadonlySet<number> = new Set()): Promise<number> => {
  const port = await listenOn(0);
  return taken.has(port) ? freePort(taken) : port;
};

/** The preferred port, or the next free one among the 200 after it. */
export const preferPort = async (preferred: number, taken: ReadonlySet<number> = new Set()): Promise<number> => {
  for (let port = preferred; port < preferred + 200; port += 1) {
    if (!taken.has(port) && (await isPortFree(port))) return port;
  }
  return freePort(taken);
};
