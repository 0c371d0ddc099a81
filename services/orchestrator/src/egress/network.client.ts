import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';

/** What the proxy asks of the network. */
export interface Network {
  /**
   * All addresses of a name, as this machine knows them; rejects when there are none or it takes too long. `onEnd` is
   * called when the machine looks no longer, which may be after that.
   */
  lookUp(name: string, timeoutMs: number, onEnd: () => void): Promise<string[]>;
  /** Connects to an address, never to a name. */
  connect(address: string, port: number, timeoutMs: number): Promise<Socket>;
}

const after = (ms: number, what: string): { promise: Promise<never>; stop(): void } => {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took too long`)), ms);
  });
  return { promise, stop: () => clearTimeout(timer) };
};

/** The network of this machine. */
export const machineNetwork: Network = {
  lookUp: async (name, timeoutMs, onEnd) => {
    const late = after(timeoutMs, 'look-up');
    // The dot at the end: a name is what it says, not that name in a search domain of ours.
    const found = lookup(name.includes('.') ? `${name}.` : name, { all: true, order: 'ipv4first' });
    found.then(onEnd, onEnd);
    const answers = await Promise.race([found, late.promise]).finally(() => late.stop());
    return answers.map(({ address }) => address);
  },
  connect: (host, port, timeoutMs) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
      const late = setTimeout(() => socket.destroy(new Error('connection took too long')), timeoutMs);
      socket.once('connect', () => {
        clearTimeout(late);
        socket.off('error', reject);
        resolve(socket);
      });
      socket.once('error', (error) => {
        clearTimeout(late);
        reject(error);
      });
    }),
};
