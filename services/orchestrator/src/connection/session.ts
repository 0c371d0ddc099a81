import { AppError } from '@archestra/contracts';
import { cancelledFrame, integerAt, locate, locateId, replaceAt, type ByteRange, type UpFrame } from '@archestra/mcp';
import { readMessage } from './message.ts';
import { initializeRequest } from './handshake.ts';

/** What one session shared by all callers needs from its surroundings. */
export interface SessionPorts {
  /** Writes one message to the server; `false` when its queue is full. `wireId` is set on requests. */
  send(message: Uint8Array, wireId?: number): boolean;
  onListChanged(method: string): void;
  onViolation(kind: 'garbageLines' | 'duplicateAnswers', line: Buffer): void;
}

interface Call {
  readonly frame: UpFrame;
  /** The caller's id as JSON text. */
  readonly id: string;
  readonly progressToken: string | undefined;
}

const REMEMBERED_CANCELLATIONS = 1_024;
const PROGRESS_KEY = Buffer.from('"progressToken"');
const METHOD_NOT_FOUND = -32_601;

const overloaded = (): AppError =>
  new AppError('OVERLOADED', 'The server is not keeping up with its calls. Try again in a moment.');
const malformed = (): AppError =>
  new AppError('INVALID_REQUEST', 'The message is neither a request nor a notification.');

const textAt = (bytes: Uint8Array, { start, end }: ByteRange): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

/**
 * One MCP session with a server that many callers share: every request gets an id of ours on the way in and its own back on
 * the way out; all other bytes stay as they are.
 */
export class SharedSession {
  private readonly calls = new Map<number, Call>();
  private readonly cancelled = new Set<number>();
  private lastId = 0;
  private handshake:
    { readonly wireId: number; resolve(result: string): void; reject(error: AppError): void } | undefined;
  private initializeResult = '';

  constructor(private readonly ports: SessionPorts) {}

  get inFlight(): number {
    return this.calls.size;
  }

  /** Performs `initialize` once; resolves with the result as JSON text, which later callers get as their own. */
  async initialize(): Promise<string> {
    const wireId = this.nextId();
    const answer = new Promise<string>((resolve, reject) => {
      this.handshake = { wireId, resolve, reject };
    });
    this.ports.send(Buffer.from(initializeRequest(wireId)), wireId);
    this.initializeResult = await answer;
    this.ports.send(Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}'));
    return this.initializeResult;
  }

  /** Takes a frame of a caller to the server; the session answers the frame sooner or later unless the server never does. */
  forward(frame: UpFrame): void {
    const method = this.methodOf(frame);
    if (method === undefined) return frame.fail(malformed());
    if (frame.frameId === undefined) return this.forwardNotification(frame, method);
    const range = locateId(frame.bytes);
    if (!range) return frame.fail(malformed());
    const id = textAt(frame.bytes, range);
    if (method === 'initialize') return frame.respond(`{"jsonrpc":"2.0","id":${id},"result":${this.initializeResult}}`);
    this.forwardRequest(frame, range, id);
  }

  /** Takes one message of the server to whom it belongs. */
  receive(line: Buffer): void {
    const message = readMessage(line);
    if (message.kind === 'answer') return this.receiveAnswer(line, message.id);
    if (message.kind === 'request') return this.refuse(message.method, message.id);
    if (message.kind === 'notification') return this.receiveNotification(line, message.method);
    this.ports.onViolation('garbageLines', line);
  }

  /** Fails one call by the id the server knows; `false` when there is none. */
  failCall(wireId: number | undefined, error: AppError): boolean {
    if (wireId !== undefined && wireId === this.handshake?.wireId) {
      this.handshake.reject(error);
      return true;
    }
    const call = this.take(wireId);
    call?.frame.fail(error);
    return call !== undefined;
  }

  /** The server is gone: everything in work fails now. */
  failAll(error: AppError): void {
    this.handshake?.reject(error);
    this.handshake = undefined;
    for (const { frame } of [...this.calls.values()]) frame.fail(error);
    this.calls.clear();
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  private methodOf(frame: UpFrame): string | undefined {
    const range = locate(frame.bytes, 'method');
    return range && textAt(frame.bytes, range).slice(1, -1);
  }

  private forwardRequest(frame: UpFrame, idRange: ByteRange, id: string): void {
    const wireId = this.nextId();
    const token = Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset, frame.bytes.length).includes(PROGRESS_KEY)
      ? locate(frame.bytes, 'params', '_meta', 'progressToken')
      : undefined;
    const progressToken = token && textAt(frame.bytes, token);
    this.calls.set(wireId, { frame, id, progressToken });
    frame.onCancel = () => this.cancel(wireId);
    // The later range first: replacing it leaves the position of the earlier one as it was.
    const ranges = token ? [idRange, token].sort((one, other) => other.start - one.start) : [idRange];
    const message = ranges.reduce((bytes, range) => replaceAt(bytes, range, String(wireId)), frame.bytes);
    if (!this.ports.send(message, wireId)) this.failCall(wireId, overloaded());
  }

  private forwardNotification(frame: UpFrame, method: string): void {
    // Both belong to a session of its own between us and the server.
    if (method !== 'notifications/initialized' && method !== 'notifications/cancelled') this.ports.send(frame.bytes);
  }

  private cancel(wireId: number): void {
    if (!this.take(wireId)) return;
    if (this.cancelled.size >= REMEMBERED_CANCELLATIONS) this.cancelled.clear();
    this.cancelled.add(wireId);
    this.ports.send(Buffer.from(cancelledFrame(wireId, 'The caller gave up.')));
  }

  private take(wireId: number | undefined): Call | undefined {
    if (wireId === undefined) return undefined;
    const call = this.calls.get(wireId);
    this.calls.delete(wireId);
    return call;
  }

  private receiveAnswer(line: Buffer, wireId: number | undefined): void {
    if (wireId !== undefined && wireId === this.handshake?.wireId) return this.finishHandshake(line);
    const call = this.take(wireId);
    const range = call && locateId(line);
    if (call && range) return call.frame.respond(replaceAt(line, range, call.id));
    if (wireId !== undefined && this.cancelled.delete(wireId)) return;
    this.ports.onViolation('duplicateAnswers', line);
  }

  private finishHandshake(line: Buffer): void {
    const { handshake } = this;
    this.handshake = undefined;
    const result = locate(line, 'result');
    if (result) handshake?.resolve(textAt(line, result));
    else handshake?.reject(new AppError('SERVER_PROTOCOL_ERROR', 'The server refused to start an MCP session.'));
  }

  /** What servers ask of clients passes through in a later version; until then they learn at once that nobody answers. */
  private refuse(method: string, id: string): void {
    const answer =
      method === 'ping'
        ? `{"jsonrpc":"2.0","id":${id},"result":{}}`
        : `{"jsonrpc":"2.0","id":${id},"error":{"code":${METHOD_NOT_FOUND},"message":"Not supported by this client"}}`;
    this.ports.send(Buffer.from(answer));
  }

  private receiveNotification(line: Buffer, method: string): void {
    if (method.endsWith('/list_changed')) this.ports.onListChanged(method);
    if (method !== 'notifications/progress') return;
    const token = locate(line, 'params', 'progressToken');
    const call = token && this.calls.get(integerAt(line, token) ?? 0);
    if (token && call?.progressToken !== undefined) call.frame.notify(replaceAt(line, token, call.progressToken));
  }
}
