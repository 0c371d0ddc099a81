import { connect } from 'node:net';

/** Connects, says `greeting` and tells whether the first answer starts with `expected`. Any trouble is a no. */
export const answers = (port: number, greeting: string, expected: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => greeting && socket.write(greeting));
    socket.once('data', (bytes) => finish(bytes.toString('utf8').startsWith(expected)));
  });
