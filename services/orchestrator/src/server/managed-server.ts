import { AppError, type DesiredServer, type LogLine, type ServerStatus } from '@archestra/contracts';
import type { McpServing, UpFrame } from '@archestra/mcp';
import { SHARED_INSTANCE, secretFields } from '../credential/resolution.ts';
import { Copies, type CopyPorts } from './copies.ts';
import type { Departure } from '../reconcile/reconciler.ts';
import { Instance } from './instance.ts';
import type { Fate } from './leftovers.ts';
import { statusOf } from './server-status.ts';

export interface ManagedServerPorts extends CopyPorts {
  serve(serverId: string, handler: (frame: UpFrame) => void): McpServing;
  /** How long a server that all share is kept without calls; 0: for ever. */
  readonly sharedIdleMs: number;
}

const DRAIN_MS = 3_000;

const nothing = (): Promise<Record<string, never>> => Promise.resolve({});

const unknownHere = (): AppError =>
  new AppError('SERVER_NOT_FOUND', 'There is no such server here. It may have been removed.');

/** One server from its installation to its removal: one instance for all, or one for each owner of credentials. */
export class ManagedServer {
  private readonly serving: McpServing;
  /** Without secret fields there is exactly this one. */
  private readonly shared: Instance | undefined;
  private readonly copies: Copies | undefined;
  private isOver = false;

  constructor(
    readonly desired: DesiredServer,
    private readonly ports: ManagedServerPorts,
  ) {
    if (secretFields(desired.fields).length > 0) this.copies = new Copies(desired, ports);
    else this.shared = this.makeShared();
    this.serving = ports.serve(desired.id, (frame) => this.take(frame));
  }

  instances(): Instance[] {
    return this.shared ? [this.shared] : (this.copies?.all() ?? []);
  }

  status(): ServerStatus {
    if (this.isOver) return this.summary('stopped', 'The server was stopped.');
    const { phase, message } = this.copies?.resting() ?? { phase: 'asleep' as const, message: '' };
    return this.summary(phase, message);
  }

  /** What its instances printed to us, oldest line first. */
  readLog(tail: number): LogLine[] {
    return this.instances().flatMap((instance) => instance.readLog({ tail }));
  }

  fateOf(instance: string): Fate {
    if (this.copies) return this.copies.fateOf(instance);
    return instance === SHARED_INSTANCE ? 'attended' : 'unwanted';
  }

  /** Whether an instance has files here that it may come back to. */
  keepsFilesOf(instance: string): boolean {
    return this.copies?.keepsFilesOf(instance) ?? instance === SHARED_INSTANCE;
  }

  attend(instance: string): void {
    this.copies?.attend(instance);
  }

  reviewCredentials(): void {
    this.copies?.review();
  }

  reviewPerson(userId: string): void {
    this.copies?.reviewPerson(userId);
  }

  /** Ends what runs now; new processes start at once. */
  async restart(): Promise<void> {
    await Promise.all(this.instances().map((instance) => instance.restart()));
  }

  /** Finishes calls in work, ends the processes, takes no more frames. */
  async stop(leave: Departure = 'remove'): Promise<void> {
    this.isOver = true;
    await this.serving.stop({ graceMs: DRAIN_MS });
    const keys = this.instances().map(({ key }) => key);
    const how = leave === 'release' ? 'release' : 'close';
    await Promise.all([this.shared?.stop(how), this.copies?.stop(how)]);
    this.ports.facts.stopped(this.desired, 'The server was stopped.');
    // Files stay for now: a broker that lost its data looks the same as a person who removed the server.
    if (leave === 'remove') await Promise.all(keys.map((key) => this.ports.discard(key, 'files')));
  }

  private take(frame: UpFrame): void {
    if (frame.context.organizationId !== this.desired.organizationId) return frame.fail(unknownHere());
    const instance = this.shared ?? this.copies?.of(frame);
    instance?.take(frame);
  }

  private makeShared(): Instance {
    const { desired, ports } = this;
    const { facts } = ports;
    return new Instance(SHARED_INSTANCE, {
      connect: (connecting) => ports.connect({ server: desired, instance: SHARED_INSTANCE, open: nothing }, connecting),
      facts: {
        started: (message) => facts.started(desired, message),
        failed: (message) => facts.failed(desired, message),
        crashed: (message, end) => facts.crashed(desired, message, end),
        changedTools: (message) => facts.changedTools(desired, message),
      },
      log: ports.logOf(SHARED_INSTANCE),
      isEager: true,
      idleMs: ports.sharedIdleMs,
      report: (error) => ports.report(error, `start of server ${desired.id}`),
    });
  }

  private summary(phase: ServerStatus['phase'], message: string): ServerStatus {
    return statusOf({
      serverId: this.desired.id,
      isRemote: this.desired.source.kind === 'remote',
      instances: this.instances(),
      resting: { phase, message },
    });
  }
}
