import type { Exchange } from './exchange.ts';
import { notification, readMessage, PROTOCOL_VERSION, type Message, type MessageId } from './message.ts';
import { Session } from './session.ts';

/** What the bridge counts; the orchestrator adds it to the server's status. */
export type ViolationKind = 'garbageLines' | 'duplicateAnswers' | 'oversizedFrames';

export interface SharedServerPorts {
  /** Writes to the server; `false` when it does not read. */
  write(message: Message): boolean;
  /** Shows what the server printed beside MCP to whoever reads the container's log. */
  show(line: string): void;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly session: Session;
  readonly id: MessageId;
  readonly progressToken: MessageId | undefined;
  readonly exchange: Exchange;
}

const MAX_CALLS = 10_000;
const MAX_SESSIONS = 64;
const METHOD_NOT_FOUND = -32_601;
const REMEMBERED_CANCELLATIONS = 1_024;
const CLIENT = { name: 'archestra-bridge', version: '0.1.0' };
/** Where servers put the id of an answer; anywhere else it is not believed of a frame that was cut. */
const ID_AT_START = /^\{"jsonrpc":"2\.0","id":(\d{1,15}),"(?:result|error)":/;
const ID_AT_END = /,"jsonrpc":"2\.0","id":(\d{1,15})\}\s*$/;
/** Belong to the session between the bridge and the server. */
const KEPT_BACK = new Set(['notifications/initialized']);

/** One stdio server, shared by several sessions: every request gets an id of ours on its way in and its own on its way out. */
export class SharedServer {
  private readonly ports: SharedServerPorts;
  private readonly sessions = new Map<string, Session>();
  private readonly calls = new Map<number, Call>();
  private readonly cancelled = new Set<number>();
  private readonly asked = new Map<string, { readonly id: MessageId; readonly session: Session }>();
  private lastId = 0;
  private initializeId: number | undefined;
  private initializeResult: unknown;

  constructor(ports: SharedServerPorts) {
    this.ports = ports;
  }

  get isReady(): boolean {
    return this.initializeResult !== undefined;
  }

  /** The one `initialize` the server sees. */
  initialize(): void {
    this.initializeId = this.nextId();
    const params = { protocolVersion: PROTOCOL_VERSION, capabilities: this.ports.capabilities, clientInfo: CLIENT };
    this.ports.write({ jsonrpc: '2.0', id: this.initializeId, method: 'initialize', params });
  }

  /** A new client; the oldest one goes when there are too many, so that forgotten sessions do not shut out new ones. */
  open(): Session {
    const session = new Session();
    this.sessions.set(session.id, session);
    const [oldest] = this.sessions.values();
    if (this.sessions.size > MAX_SESSIONS && oldest) this.close(oldest);
    return session;
  }

  find(sessionId: string): Session | undefined {
    return this.sessions.get(sessionId);
  }

  close(session: Session): void {
    this.sessions.delete(session.id);
    session.end();
    for (const [wireId, call] of this.calls) if (call.session === session) this.cancel(wireId, call);
    for (const [id, question] of this.asked) if (question.session === session) this.refuse(id, question.id);
  }

  /** The result of `initialize`, for a client that begins its session. */
  welcome(id: MessageId): Message {
    return { jsonrpc: '2.0', id, result: this.initializeResult };
  }

  /** A request of a client. `false`: the server is not keeping up, nothing was sent. */
  call(session: Session, message: Message & { readonly id: MessageId }, exchange: Exchange): boolean {
    const wireId = this.nextId();
    const token = message.params?._meta?.progressToken;
    const params =
      token === undefined
        ? message.params
        : { ...message.params, _meta: { ...message.params?._meta, progressToken: wireId } };
    const sent =
      this.calls.size < MAX_CALLS && this.ports.write({ ...message, id: wireId, ...(params ? { params } : {}) });
    if (sent) this.calls.set(wireId, { session, id: message.id, progressToken: token, exchange });
    return sent;
  }

  /** A notification of a client. */
  tell(session: Session, message: Message): void {
    if (message.method === 'notifications/cancelled') return this.cancelCall(session, message);
    if (!KEPT_BACK.has(message.method ?? '')) this.ports.write(message);
  }

  /** A client's answer to a question of the server. */
  reply(session: Session, message: Message): void {
    const question = this.asked.get(String(message.id));
    if (question?.session !== session) return;
    this.asked.delete(String(message.id));
    this.ports.write({ ...message, id: question.id });
  }

  /** One line of the server. */
  receive(line: string): void {
    const message = readMessage(line);
    if (!message) return this.complain('garbageLines', line);
    if (message.method === undefined) return this.receiveAnswer(message, line);
    if (message.id === undefined) return this.receiveNotification(message);
    this.ask({ ...message, id: message.id });
  }

  /** A line over the limit: its call fails if the line tells which one it is, otherwise nobody is told. */
  receiveOversized(start: string, end: string): void {
    this.complain('oversizedFrames');
    const found = ID_AT_START.exec(start) ?? (start.startsWith('{"result":') ? ID_AT_END.exec(end) : null);
    this.take(Number(found?.[1] ?? NaN))?.exchange.failOversized();
  }

  /** The server has ended: whoever listens learns how. */
  announce(ending: Record<string, unknown>): void {
    this.initializeResult = undefined;
    this.broadcast(notification('notifications/archestra/exited', ending));
  }

  /** Whoever still waits is cut off. */
  finish(): void {
    for (const { exchange } of this.calls.values()) exchange.abort();
    this.calls.clear();
    for (const session of this.sessions.values()) session.end();
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  private take(wireId: number): Call | undefined {
    const call = this.calls.get(wireId);
    this.calls.delete(wireId);
    return call;
  }

  private receiveAnswer(message: Message, line: string): void {
    const wireId = Number(message.id);
    if (wireId === this.initializeId) return this.finishInitialize(message);
    const call = this.take(wireId);
    if (call) return call.exchange.answer({ ...message, id: call.id });
    if (!this.cancelled.delete(wireId)) this.complain('duplicateAnswers', line.slice(0, 200));
  }

  private finishInitialize({ result }: Message): void {
    this.initializeId = undefined;
    if (result === undefined) return this.ports.show('archestra-bridge: the server refused to start an MCP session');
    this.initializeResult = result;
    this.ports.write({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  private receiveNotification(message: Message): void {
    if (message.method !== 'notifications/progress') return this.broadcast(message);
    const call = this.calls.get(Number(message.params?.progressToken));
    if (call?.progressToken === undefined) return;
    call.exchange.notify({ ...message, params: { ...message.params, progressToken: call.progressToken } });
  }

  /** Questions go to the client that came last: it is the one that is there. */
  private ask(message: Message & { readonly id: MessageId }): void {
    if (message.method === 'ping') return void this.ports.write({ jsonrpc: '2.0', id: message.id, result: {} });
    const id = `bridge-${this.nextId()}`;
    const session = [...this.sessions.values()].findLast(({ isListening }) => isListening);
    if (!session) return this.refuse(id, message.id);
    this.asked.set(id, { id: message.id, session });
    session.send({ ...message, id });
  }

  private refuse(id: string, original: MessageId): void {
    this.asked.delete(id);
    const error = { code: METHOD_NOT_FOUND, message: 'Nobody is there to answer' };
    this.ports.write({ jsonrpc: '2.0', id: original, error });
  }

  private cancelCall(session: Session, message: Message): void {
    for (const [wireId, call] of this.calls)
      if (call.session === session && call.id === message.params?.requestId) this.cancel(wireId, call, message);
  }

  private cancel(wireId: number, { exchange }: Call, message = notification('notifications/cancelled', {})): void {
    this.calls.delete(wireId);
    if (this.cancelled.size >= REMEMBERED_CANCELLATIONS) this.cancelled.clear();
    this.cancelled.add(wireId);
    this.ports.write({ ...message, params: { ...message.params, requestId: wireId } });
    exchange.drop();
  }

  private broadcast(message: Message): void {
    for (const session of this.sessions.values()) session.send(message);
  }

  private complain(kind: ViolationKind, line?: string): void {
    if (line !== undefined) this.ports.show(line);
    this.broadcast(notification('notifications/archestra/violation', { kind }));
  }
}
