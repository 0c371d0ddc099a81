import { AppError, type DesiredServer, type LogLine, type ServerPhase, type ServerStatus } from '@archestra/contracts';
import type { McpServing, UpFrame } from '@archestra/mcp';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from '../connection/connection.ts';
import type { ServerLog } from '../log/server-log.ts';
import { Backoff } from './backoff.ts';
import type { ServerFacts } from './server.events.ts';
import { ServerState } from './server-state.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface Connecting {
  readonly listener: ConnectionListener;
  readonly log: ServerLog;
  /** Reports progress on the way up. */
  onPhase(phase: ServerPhase, message: string): void;
}

/** Brings up a connection to a server: install, launch, handshake. Throws `AppError` when that fails. */
export type Connect = (server: DesiredServer, connecting: Connecting) => Promise<ServerConnection>;

export interface ManagedServerPorts {
  connect: Connect;
  serve(serverId: string, handler: (frame: UpFrame) => void): McpServing;
  facts: ServerFacts;
  log: ServerLog;
  /** Unknown failures; never shown to anybody else. */
  report(error: unknown, what: string): void;
}

const STOP_GRACE_MS = 4_000;
const DRAIN_MS = 3_000;

/** One server from its installation to its removal: started, watched, started again, asked. */
export class ManagedServer {
  private readonly state: ServerState;
  private readonly waiting = new WaitingRoom(() => this.state.message);
  private readonly backoff = new Backoff();
  private readonly serving: McpServing;
  private readonly running: Promise<void>;
  private connection: ServerConnection | undefined;
  private stopping = false;
  private restartWanted = false;
  private lastFailure = '';
  private wake: () => void = () => undefined;

  constructor(
    readonly desired: DesiredServer,
    private readonly ports: ManagedServerPorts,
  ) {
    this.state = new ServerState(desired.id, desired.source.kind === 'remote');
    this.serving = ports.serve(desired.id, (frame) => this.take(frame));
    this.running = this.keepRunning();
  }

  status(): ServerStatus {
    return this.state.status(this.connection);
  }

  readLog(count: number, since?: string): LogLine[] {
    return this.ports.log.tail(count, since);
  }

  /** Ends the current process; a new one starts at once. */
  async restart(): Promise<void> {
    this.restartWanted = true;
    this.backoff.reset();
    this.wake();
    await this.connection?.close(STOP_GRACE_MS);
  }

  /** Finishes calls in work, ends the process, takes no more frames. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    this.waiting.refuseAll();
    await this.serving.stop({ graceMs: DRAIN_MS });
    await this.connection?.close(STOP_GRACE_MS);
    await this.running;
    this.state.become('stopped', 'The server was stopped.');
    this.ports.facts.stopped(this.desired, this.state.message);
    await this.ports.log.flush();
  }

  private take(frame: UpFrame): void {
    if (this.connection && this.state.phase === 'running') return this.connection.forward(frame);
    if (this.stopping || this.state.phase === 'failed')
      return frame.fail(new AppError('SERVER_UNAVAILABLE', this.state.message));
    this.waiting.add(frame);
  }

  private async keepRunning(): Promise<void> {
    // Never in the constructor's own turn: the owner registers first.
    await Promise.resolve();
    while (!this.stopping) {
      const startedAtMs = Date.now();
      const end = await this.runOnce();
      if (!this.stopping) await this.recover(end, Date.now() - startedAtMs);
    }
  }

  /** One life of the server; resolves with how it ended, or with nothing when it never came up. */
  private async runOnce(): Promise<ConnectionEnd | undefined> {
    try {
      this.become('preparing', 'The server is being prepared.');
      const connection = await this.ports.connect(this.desired, {
        log: this.ports.log,
        listener: this.listener(),
        onPhase: (phase, message) => this.become(phase, message),
      });
      return await this.runConnected(connection);
    } catch (error) {
      this.fail(error);
      return undefined;
    } finally {
      this.connection = undefined;
    }
  }

  private async runConnected(connection: ServerConnection): Promise<ConnectionEnd> {
    this.connection = connection;
    if (this.stopping) {
      await connection.close(STOP_GRACE_MS);
      return connection.ended;
    }
    const message =
      connection.sandbox === 'none'
        ? 'The server runs WITHOUT a sandbox: bubblewrap does not work on this machine.'
        : 'The server is running.';
    this.lastFailure = '';
    this.become('running', message);
    this.ports.facts.started(this.desired, message);
    this.waiting.release((frame) => connection.forward(frame));
    return connection.ended;
  }

  private fail(error: unknown): void {
    const known = AppError.from(error);
    if (this.stopping) return;
    this.ports.report(error, `start of server ${this.desired.id}`);
    // A retry that fails the same way is no new fact.
    if (known.message !== this.lastFailure) this.ports.facts.failed(this.desired, known.message);
    this.lastFailure = known.message;
    this.become('failed', known.message);
    this.waiting.refuseAll();
  }

  private async recover(end: ConnectionEnd | undefined, ranMs: number): Promise<void> {
    this.state.restarts += 1;
    if (this.restartWanted) {
      this.restartWanted = false;
      return;
    }
    const waitMs = this.backoff.next(ranMs);
    const again = `It is started again in ${Math.ceil(waitMs / 1_000)} s.`;
    if (end) this.crashed(end, again);
    else this.become('failed', `${this.state.message} ${again}`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
    this.restartWanted = false;
  }

  private crashed(end: ConnectionEnd, again: string): void {
    const lastError = this.ports.log.lastError();
    this.ports.facts.crashed(this.desired, `The server ended: ${end.reason}.`, end);
    this.become(
      'backoff',
      `The server ended: ${end.reason}. ${again}${lastError ? ` Its last words: ${lastError}` : ''}`,
    );
  }

  private become(phase: ServerPhase, message: string): void {
    if (this.stopping && phase !== 'stopped') return;
    this.state.become(phase, message);
    this.ports.log.add('platform', message);
  }

  private listener(): ConnectionListener {
    return {
      onViolation: (kind) => {
        this.state.violations[kind] += 1;
      },
      onListChanged: (method) => this.ports.facts.changedTools(this.desired, `The server sent ${method}.`),
    };
  }
}
