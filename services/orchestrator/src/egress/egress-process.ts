import { fork, type ChildProcess, type SendHandle } from 'node:child_process';
import type { RawHandle } from './catcher.ts';
import { FromEgress, type Admission, type EgressLimits, type RoomPart, type ToEgress } from './egress-message.ts';
import { SCRIPT_OPTIONS, scriptPath, type RoomSockets } from './network-room.ts';

export interface EgressProcessPorts {
  readonly trusted: readonly string[];
  readonly limits: EgressLimits;
  readonly listen: { readonly host: string; readonly port: number };
  onAttempt(attempt: Extract<FromEgress, { kind: 'attempt' }>): void;
  /** The proxy is gone: what was open is cut. It comes back by itself. */
  onCrash(): void;
  report(error: unknown, what: string): void;
}

const TAKE_MS = 5_000;
const RESTART_MS = 200;
/** Names are looked up on threads; with Node's four, one server with a slow name server would hold up all others. */
const THREADS = '128';
/** A port that is taken stays taken for a while. */
const MAX_RESTART_MS = 5_000;

interface Waiter {
  readonly key: string;
  readonly part: RoomPart;
  done(): void;
}

/** The proxy's process, kept alive. Everything it must know is kept here and told again to the next one. */
export class EgressProcess {
  private readonly admissions = new Map<string, Admission>();
  private readonly rooms = new Map<string, RoomSockets>();
  private readonly waiters = new Set<Waiter>();
  private child: ChildProcess | undefined;
  private stopping = false;
  private restartMs = RESTART_MS;
  private listeningPort: number;
  private whenListening: () => void = () => undefined;

  constructor(private readonly ports: EgressProcessPorts) {
    this.listeningPort = ports.listen.port;
  }

  /** Process id of the proxy that runs now. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Port for programs that use the proxy knowingly; resolves with it when the proxy listens. */
  async start(): Promise<number> {
    const listening = new Promise<void>((resolve) => {
      this.whenListening = resolve;
    });
    this.launch();
    await listening;
    return this.listeningPort;
  }

  admit(admission: Admission): void {
    this.admissions.set(admission.key, admission);
    this.tell({ kind: 'admit', ...admission });
  }

  forget(key: string): void {
    this.admissions.delete(key);
    this.closeRoom(key);
    this.tell({ kind: 'forget', key });
  }

  /** Resolves when the proxy reads from the room; rejects when it does not take it. */
  async takeRoom(key: string, room: RoomSockets): Promise<void> {
    this.closeRoom(key);
    this.rooms.set(key, room);
    await Promise.all(room.sockets.map(({ part, handle }) => this.give(key, room.pid, { part, handle })));
  }

  /** The program in the room has ended; a newer run of the same instance keeps its own. */
  leaveRoom(key: string, room: RoomSockets): void {
    if (this.rooms.get(key) === room) this.rooms.delete(key);
    for (const { handle } of room.sockets) handle.close?.();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    const firm = setTimeout(() => child.kill('SIGKILL'), TAKE_MS);
    await ended;
    clearTimeout(firm);
  }

  private launch(): void {
    // Neither our environment nor our own options: there are secrets in them.
    const child = fork(scriptPath('egress.main'), [], {
      env: { UV_THREADPOOL_SIZE: THREADS },
      execArgv: [...SCRIPT_OPTIONS],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    child.on('message', (message) => this.take(message));
    child.on('error', (error) => this.ports.report(error, 'egress proxy'));
    child.once('exit', () => this.recover());
    this.tell({ kind: 'configure', trusted: this.ports.trusted, limits: this.ports.limits });
    for (const admission of this.admissions.values()) this.tell({ kind: 'admit', ...admission });
    // The port stays: pods and programs have been told of it.
    this.tell({ kind: 'listen', host: this.ports.listen.host, port: this.listeningPort });
    for (const [key, { pid, sockets }] of this.rooms)
      for (const { part, handle } of sockets) this.tell({ kind: 'room', key, pid, part }, handle);
  }

  private recover(): void {
    this.child = undefined;
    if (this.stopping) return;
    this.ports.report(new Error('the egress proxy ended'), 'egress proxy');
    this.ports.onCrash();
    setTimeout(() => {
      if (!this.stopping) this.launch();
    }, this.restartMs);
    this.restartMs = Math.min(this.restartMs * 2, MAX_RESTART_MS);
  }

  private take(message: unknown): void {
    const known = FromEgress.safeParse(message);
    if (!known.success) return this.ports.report(known.error, 'message of the egress proxy');
    const { data } = known;
    if (data.kind === 'attempt') this.ports.onAttempt(data);
    else if (data.kind === 'room-taken') this.taken(data.key, data.part);
    else if (data.kind === 'listening') {
      this.listeningPort = data.port;
      this.restartMs = RESTART_MS;
      this.whenListening();
    }
  }

  private taken(key: string, part: RoomPart): void {
    const waiter = [...this.waiters].find((candidate) => candidate.key === key && candidate.part === part);
    waiter?.done();
  }

  private give(key: string, pid: number, { part, handle }: { part: RoomPart; handle: RawHandle }): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error('the egress proxy did not take the room'));
      }, TAKE_MS);
      const waiter: Waiter = {
        key,
        part,
        done: () => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve();
        },
      };
      this.waiters.add(waiter);
      this.tell({ kind: 'room', key, pid, part }, handle);
    });
  }

  private closeRoom(key: string): void {
    const room = this.rooms.get(key);
    if (room) this.leaveRoom(key, room);
  }

  /** While there is no proxy nobody listens, which is what the next one is told everything for. */
  private tell(message: ToEgress, handle?: RawHandle): void {
    // Node's types know its own classes only; a bare handle is what they are made of.
    if (this.child?.connected) this.child.send(message, handle as unknown as SendHandle, () => undefined);
  }
}
