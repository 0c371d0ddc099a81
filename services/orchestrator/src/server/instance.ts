import { inspect } from 'node:util';
import { AppError, type LogLine, type ServerInstance, type ServerPhase } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';
import type { SecretMask } from '../credential/secret-mask.ts';
import type { ConnectionEnd, ConnectionListener, ServerConnection } from '../connection/connection.ts';
import type { ServerLog } from '../log/server-log.ts';
import { leaveOf, type Leave } from '../runtime/launch-signal.ts';
import type { LogQuery } from '../runtime/runtime.ts';
import { Backoff } from './backoff.ts';
import { InstanceState } from './instance-state.ts';
import { WaitingRoom } from './waiting-room.ts';

/** What is told to a connection on its way up. */
export interface Connecting {
  readonly listener: ConnectionListener;
  readonly log: ServerLog;
  /** Ends the start; its reason is a `Leave`. */
  readonly signal: AbortSignal;
  /** Reports progress on the way up. */
  onPhase(phase: ServerPhase, message: string): void;
  /** From now on something runs. A start that fails before is tried again, but it restarts nothing. */
  onLaunched(): void;
}

/** What happens to an instance. */
export interface InstanceFacts {
  started(message: string): void;
  failed(message: string): void;
  crashed(message: string, end: ConnectionEnd): void;
  changedTools(message: string): void;
}

export interface InstancePorts {
  /** Brings up a connection: credentials, install, launch, handshake. Throws `AppError` when that fails. */
  connect(connecting: Connecting): Promise<ServerConnection>;
  facts: InstanceFacts;
  log: ServerLog;
  /** Starts at once and not with the first call. */
  isEager: boolean;
  /** What must be hidden before anything that was printed is shown; absent: nothing. */
  mask?(): Promise<SecretMask>;
  /** Sleeps after so long without a call; 0: never. */
  idleMs: number;
  report(error: unknown): void;
}

const STOP_GRACE_MS = 4_000;
const MIN_CHECK_MS = 25;
const CHECKS_PER_IDLE = 4;

/** One running copy of a server with one set of credentials: started when it is needed, watched, started again, put to sleep. */
export class Instance {
  private readonly state = new InstanceState();
  private readonly waiting = new WaitingRoom(() => this.state.message);
  private readonly backoff = new Backoff();
  private readonly running: Promise<void>;
  /** Ends a start that is under way, too. */
  private readonly ending = new AbortController();
  private readonly idleTimer: NodeJS.Timeout | undefined;
  private connection: ServerConnection | undefined;
  private mask: SecretMask | undefined;
  private isWanted: boolean;
  /** The end of the present run is no crash. */
  private isEndWanted = false;
  private isWaking = false;
  private lastUseMs = Date.now();
  private lastFailure = '';
  private wake: () => void = () => undefined;

  constructor(
    readonly key: string,
    private readonly ports: InstancePorts,
  ) {
    this.isWanted = ports.isEager;
    if (ports.idleMs > 0) {
      const everyMs = Math.max(MIN_CHECK_MS, ports.idleMs / CHECKS_PER_IDLE);
      this.idleTimer = setInterval(() => this.rest(), everyMs).unref();
    }
    this.running = this.keepRunning();
  }

  get phase(): ServerPhase {
    return this.state.phase;
  }

  get violations(): InstanceState['violations'] {
    return this.state.violations;
  }

  get sandbox(): ServerConnection['sandbox'] | undefined {
    return this.connection?.sandbox;
  }

  private get stopping(): boolean {
    return this.ending.signal.aborted;
  }

  view(): ServerInstance {
    return this.state.view(this.key, this.connection);
  }

  /** Values that must not leave the instance, from now on: neither in its log nor in its answers. */
  conceal(mask: SecretMask): void {
    this.mask = mask;
    this.ports.log.conceal((text) => mask.text(text));
  }

  /** Knows what to hide, even when it did not run since we started. */
  async learnSecrets(): Promise<void> {
    if (!this.mask && this.ports.mask) this.conceal(await this.ports.mask());
  }

  readLog({ tail, ...query }: LogQuery): LogLine[] {
    return this.ports.log.tail(tail, query);
  }

  hide(text: string): string {
    return this.mask?.text(text) ?? text;
  }

  take(frame: UpFrame): void {
    this.lastUseMs = Date.now();
    const { mask } = this;
    if (mask) frame.rewrite = (message) => mask.frame(message);
    if (this.connection && this.state.phase === 'running') return this.connection.forward(frame);
    if (this.stopping || this.state.phase === 'failed')
      return frame.fail(new AppError('SERVER_UNAVAILABLE', this.state.message));
    this.waiting.add(frame);
    this.start();
  }

  /** Has it run although nobody called yet. */
  start(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.lastUseMs = Date.now();
    this.wake();
  }

  /** Ends the current run; a new one starts at once. */
  async restart(): Promise<void> {
    if (!this.isWanted) return;
    this.isEndWanted = true;
    this.backoff.reset();
    this.wake();
    await this.connection?.close(STOP_GRACE_MS);
  }

  async stop(leave: Leave = 'close', graceMs = STOP_GRACE_MS): Promise<void> {
    this.ending.abort(leave);
    clearInterval(this.idleTimer);
    this.wake();
    this.waiting.refuseAll();
    await this.connection?.[leave](graceMs);
    await this.running;
    this.state.become('stopped', 'The server was stopped.');
    await this.ports.log.flush();
  }

  /** Nobody called for a while. */
  private rest(): void {
    const { connection } = this;
    const isIdle = Date.now() - this.lastUseMs >= this.ports.idleMs && (connection?.inFlight ?? 0) === 0;
    const canRest = connection !== undefined || this.state.phase === 'backoff' || this.state.phase === 'failed';
    if (!this.isWanted || !isIdle || !canRest) return;
    this.isWanted = false;
    this.isEndWanted = true;
    this.isWaking = true;
    this.connection = undefined;
    this.become('asleep', 'The server sleeps: nobody called it for a while. The next call wakes it.');
    this.wake();
    connection?.close(STOP_GRACE_MS).catch((error: unknown) => this.report(error));
  }

  private async keepRunning(): Promise<void> {
    // Never in the constructor's own turn: the owner registers first.
    await Promise.resolve();
    while (!this.stopping) {
      if (this.isWanted) await this.runAndRecover();
      else await this.sleep();
    }
  }

  private async sleep(): Promise<void> {
    if (this.state.phase !== 'asleep') this.become('asleep', 'The server starts with the next call.');
    await this.pause();
  }

  private async runAndRecover(): Promise<void> {
    const startedAtMs = Date.now();
    this.isEndWanted = false;
    this.ports.log.beginRun();
    const end = await this.runOnce();
    this.state.endRun(this.isWanted);
    if (!this.stopping && !this.isEndWanted) await this.recover(end, Date.now() - startedAtMs);
  }

  /** One life; resolves with how it ended, or with nothing when it never came up. */
  private async runOnce(): Promise<ConnectionEnd | undefined> {
    try {
      this.become('preparing', 'The server is being prepared.');
      const connection = await this.ports.connect({
        log: this.ports.log,
        signal: this.ending.signal,
        listener: this.listener(),
        onPhase: (phase, message) => this.become(phase, message),
        onLaunched: () => this.state.beginRun(),
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
      await connection[leaveOf(this.ending.signal)](STOP_GRACE_MS);
      return connection.ended;
    }
    const message =
      connection.sandbox === 'none'
        ? 'The server runs WITHOUT a sandbox: bubblewrap does not work on this machine.'
        : 'The server is running.';
    this.isEndWanted = false;
    this.lastFailure = '';
    this.lastUseMs = Date.now();
    this.become('running', message);
    // That it sleeps was no fact, so that it wakes is none either.
    if (!this.isWaking) this.ports.facts.started(message);
    this.isWaking = false;
    // A call that came before the credentials were read must be answered behind the mask, too.
    this.waiting.release((frame) => this.take(frame));
    return connection.ended;
  }

  private fail(error: unknown): void {
    const message = this.hide(AppError.from(error).message);
    if (this.stopping) return;
    this.report(error);
    // A retry that fails the same way is no new fact.
    if (message !== this.lastFailure) this.ports.facts.failed(message);
    this.lastFailure = message;
    this.become('failed', message);
    this.waiting.refuseAll();
  }

  private async recover(end: ConnectionEnd | undefined, ranMs: number): Promise<void> {
    const waitMs = this.backoff.next(ranMs);
    const again = `It is started again in ${Math.ceil(waitMs / 1_000)} s.`;
    if (end) this.crashed(end, again);
    else this.become('failed', `${this.state.message} ${again}`);
    await this.pause(waitMs);
  }

  private crashed(end: ConnectionEnd, again: string): void {
    const lastError = this.ports.log.lastError();
    const words = lastError ? ` Its last words: ${lastError}` : '';
    this.ports.facts.crashed(`The server ended: ${end.reason}.`, end);
    this.become('backoff', `The server ended: ${end.reason}. ${again}${words}`);
  }

  private report(error: unknown): void {
    const text = inspect(error);
    const shown = this.hide(text);
    this.ports.report(shown === text ? error : new Error(shown));
  }

  /** Until somebody wakes it or the time is over. */
  private pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.wake(), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => undefined;
        resolve();
      };
    });
  }

  private become(phase: ServerPhase, message: string): void {
    if (this.stopping && phase !== 'stopped') return;
    const shown = this.hide(message);
    this.state.become(phase, shown);
    this.ports.log.add('platform', shown);
  }

  private listener(): ConnectionListener {
    return {
      onViolation: (kind) => {
        this.state.violations[kind] += 1;
      },
      onListChanged: (method) => this.ports.facts.changedTools(`The server sent ${method}.`),
    };
  }
}
