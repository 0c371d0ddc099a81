import { MAX_FRAME_BYTES, responseTooLarge } from '@archestra/mcp';
import type { ServerLog } from '../log/server-log.ts';
import type { Pipes, RunningServer } from '../runtime/runtime.ts';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from './connection.ts';
import { crashed } from './call-failure.ts';
import { LineSplitter } from './line-splitter.ts';
import { SharedSession } from './session.ts';

const MAX_QUEUED_BYTES = 32 * 1024 * 1024;
const MAX_LOG_LINE_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');
const LINE_BREAK = /[\r\n]/g;
const ID_AT_START = /^\{"jsonrpc":"2\.0","id":(\d{1,15}),"(?:result|error)":/;
const ID_AT_END = /,"jsonrpc":"2\.0","id":(\d{1,15})\}$/;

/** JSON may contain line breaks between its tokens, a line of the stdio transport may not; inside strings they are always escaped. */
const onOneLine = (message: Uint8Array): Uint8Array =>
  message.includes(0x0a) || message.includes(0x0d)
    ? Buffer.from(Buffer.from(message).toString('utf8').replace(LINE_BREAK, ' '))
    : message;

/** MCP over the pipes of one process (MCP, transports/stdio). */
export class StdioConnection implements ServerConnection {
  readonly ended: Promise<ConnectionEnd>;
  private readonly session: SharedSession;
  private corked = false;

  constructor(
    private readonly server: RunningServer,
    private readonly pipes: Pipes,
    log: ServerLog,
    listener: ConnectionListener,
  ) {
    this.session = new SharedSession({
      send: (message) => this.write(message),
      onListChanged: (method) => listener.onListChanged(method),
      onViolation: (kind, line) => {
        listener.onViolation(kind);
        if (kind === 'garbageLines') log.add('stdout', line.toString('utf8', 0, MAX_LOG_LINE_BYTES));
      },
    });
    this.readFrames(listener);
    // The pipe of a dead process reports EPIPE; its exit is what counts.
    pipes.stdin.on('error', () => undefined);
    this.ended = server.exited.then((end) => {
      this.session.failAll(crashed(end));
      return end;
    });
  }

  get inFlight(): number {
    return this.session.inFlight;
  }

  get pid(): number | null {
    return this.server.pid;
  }

  get sandbox(): RunningServer['sandbox'] {
    return this.server.sandbox;
  }

  /** MCP `initialize`, once per process. */
  initialize(): Promise<string> {
    return this.session.initialize();
  }

  forward(frame: Parameters<ServerConnection['forward']>[0]): void {
    this.session.forward(frame);
  }

  usage(): ReturnType<ServerConnection['usage']> {
    return this.server.usage();
  }

  async close(graceMs: number): Promise<void> {
    this.pipes.stdin.end();
    await this.server.stop(graceMs);
    await this.ended;
  }

  async release(graceMs: number): Promise<void> {
    await this.server.release(graceMs);
    await this.ended;
  }

  private write(message: Uint8Array): boolean {
    const { stdin } = this.pipes;
    if (!stdin.writable || stdin.writableLength + message.length > MAX_QUEUED_BYTES) return false;
    if (!this.corked) {
      // One system call for all frames of one NATS read.
      this.corked = true;
      stdin.cork();
      process.nextTick(() => {
        this.corked = false;
        stdin.uncork();
      });
    }
    stdin.write(onOneLine(message));
    stdin.write(NEWLINE);
    return true;
  }

  private readFrames(listener: ConnectionListener): void {
    const splitter = new LineSplitter(MAX_FRAME_BYTES, {
      line: (bytes) => this.session.receive(bytes),
      oversized: (start, end) => {
        listener.onViolation('oversizedFrames');
        this.failOversized(start, end);
      },
    });
    this.pipes.stdout.on('data', (chunk: Buffer) => splitter.push(chunk));
  }

  /**
   * Only an id in one of the usual places is believed: at the very end of an answer, or right behind its start.
   * Otherwise nobody is told, because it could be the wrong one; the deadline of the call ends it.
   */
  private failOversized(start: Buffer, end: Buffer): void {
    const first = start.toString('latin1');
    const atEnd = first.startsWith('{"result":') ? ID_AT_END.exec(end.toString('latin1')) : undefined;
    const wireId = Number((atEnd ?? ID_AT_START.exec(first))?.[1] ?? NaN);
    this.session.failCall(wireId, responseTooLarge());
  }
}
