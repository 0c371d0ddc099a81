import { Duplex, PassThrough, Writable } from 'node:stream';
import { Attach, type KubeConfig } from '@kubernetes/client-node';

/** As much of the socket as is used here. */
interface Socket {
  send(data: Buffer, done: (error?: Error) => void): void;
  ping(): void;
  close(): void;
  terminate(): void;
  on(event: 'pong' | 'close', listener: () => void): void;
}

const PIECE_BYTES = 64 * 1_024;
const PING_MS = 20_000;
const CHANNEL_BYTES = 1;

/**
 * One WebSocket to the Kubernetes API that carries numbered channels (v4.channel.k8s.io and newer): the first byte of each
 * message names the channel. A connection that does not answer a ping is ended.
 */
class PodSocket {
  readonly closed: Promise<void>;
  private hasAnswered = true;

  private constructor(private readonly socket: Socket) {
    const timer = setInterval(() => this.ping(), PING_MS).unref();
    socket.on('pong', () => (this.hasAnswered = true));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        clearInterval(timer);
        resolve();
      });
    });
  }

  /** Rejects when the API refuses the connection. */
  static async open(
    config: KubeConfig,
    path: string,
    onChannel: (channel: number, bytes: Buffer) => void,
  ): Promise<PodSocket> {
    const { handler } = new Attach(config);
    const socket: unknown = await handler.connect(path, null, (channel, bytes) => {
      onChannel(channel, bytes);
      return true;
    });
    return new PodSocket(socket as Socket);
  }

  close(): void {
    this.socket.close();
  }

  /** What is written goes to a channel, in pieces, no faster than the socket takes it. */
  writable(channel: number): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.send(channel, chunk).then(() => done(), done);
      },
    });
  }

  private async send(channel: number, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      const message = Buffer.allocUnsafe(piece.length + CHANNEL_BYTES);
      message.writeUInt8(channel);
      piece.copy(message, CHANNEL_BYTES);
      await new Promise<void>((resolve, reject) => {
        this.socket.send(message, (error) => (error ? reject(error) : resolve()));
      });
    }
  }

  private ping(): void {
    if (!this.hasAnswered) return this.socket.terminate();
    this.hasAnswered = false;
    this.socket.ping();
  }
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** stdio of a container's first process. */
export interface Attachment {
  readonly stdin: Writable;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  /** The connection is gone, whatever became of the process. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Attaches to a running container over the API. */
export const attachTo = async (config: KubeConfig, podPath: string, container: string): Promise<Attachment> => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true', tty: 'false' });
  const socket = await PodSocket.open(config, `${podPath}/attach?${query.toString()}`, (channel, bytes) => {
    if (channel === STDOUT) stdout.write(bytes);
    if (channel === STDERR) stderr.write(bytes);
  });
  const stdin = socket.writable(STDIN);
  stdin.on('error', () => socket.close());
  const closed = socket.closed.then(() => {
    stdout.end();
    stderr.end();
    stdin.destroy();
  });
  return { stdin, stdout, stderr, closed, close: () => socket.close() };
};

const DATA = 0;
const PORT_BYTES = 2;

/** One connection to a port of a pod, forwarded by the API. */
export const forwardTo = async (config: KubeConfig, podPath: string, port: number): Promise<Duplex> => {
  const received = new PassThrough();
  const isBegun = new Set<number>();
  const socket = await PodSocket.open(config, `${podPath}/portforward?ports=${port}`, (channel, bytes) => {
    // Each channel begins with the number of its port.
    const content = isBegun.has(channel) ? bytes : bytes.subarray(PORT_BYTES);
    isBegun.add(channel);
    if (channel === DATA) received.write(content);
    else if (content.length > 0) socket.close();
  });
  const writable = socket.writable(DATA);
  void socket.closed.then(() => received.end());
  const connection = Duplex.from({ readable: received, writable });
  connection.once('close', () => socket.close());
  return connection;
};
