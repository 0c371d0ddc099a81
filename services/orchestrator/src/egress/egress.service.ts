import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, type EgressAttempt } from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { CONFIG, log, Readiness, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ServerConnection } from '../connection/connection.ts';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import type { InstanceRef, WayOut } from '../runtime/runtime.ts';
import { AttemptLog } from './attempt-log.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import type { EgressLimits } from './egress-message.ts';
import { EgressProcess } from './egress-process.ts';
import { canMakeRooms, makeRoom } from './network-room.ts';
import { tokenHashOf } from './proxy-credential.ts';
import { watchCalls } from './watched.connection.ts';

const LIMITS: EgressLimits = {
  connectionsPerInstance: 128,
  attemptsPerSecond: 100,
  connectTimeoutMs: 10_000,
  lookUpTimeoutMs: 5_000,
  idleTimeoutMs: 300_000,
  headTimeoutMs: 10_000,
};

/** Name resolution inside a room: the proxy answers, with addresses that stand for names. */
const RESOLVER_FILES = {
  'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:2 attempts:2\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
};

const NOT_PROXIED = 'localhost,127.0.0.1,::1';

/** Key of an instance towards the proxy, and its user name there. */
const egressKey = ({ serverId, instance }: InstanceRef): string => `${serverId}.${instance.replaceAll(':', '.')}`;

/** The only way out for servers: who may go where, and the record of who tried. */
@Injectable()
export class EgressService implements OnModuleInit, OnApplicationShutdown {
  private readonly calls = new CallsInFlight();
  private readonly instances = new Map<string, InstanceRef>();
  private readonly attempts: AttemptLog;
  private readonly proxy: EgressProcess;
  private readonly secret: Buffer;
  private readonly folder: string;
  private started: Promise<{ port: number; roomsWork: boolean }> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: OrchestratorConfig,
    publisher: EventPublisher,
    readiness: Readiness,
  ) {
    // Pods live longer than we do, so their tokens must come out the same the next time.
    this.secret = config.SECRET_KEY === undefined ? randomBytes(32) : Buffer.from(config.SECRET_KEY);
    this.folder = join(resolve(config.DATA_DIR), 'egress');
    this.attempts = new AttemptLog({
      publisher,
      calls: this.calls,
      instanceOf: (key) => this.instances.get(key),
      report: reportError,
    });
    this.proxy = new EgressProcess({
      trusted: config.EGRESS_TRUSTED_HOSTS,
      limits: LIMITS,
      listen: { host: config.EGRESS_HOST, port: config.EGRESS_PORT },
      onAttempt: (attempt) => this.attempts.take(attempt),
      onCrash: () => this.attempts.finishAll(),
      report: reportError,
    });
    readiness.add('egress', () => {
      if (this.proxy.pid === undefined) throw new Error('the egress proxy does not run');
    });
  }

  async onModuleInit(): Promise<void> {
    await this.start();
  }

  /** After the servers: what they try while they end is recorded, too. */
  async onApplicationShutdown(): Promise<void> {
    await this.proxy.stop();
    this.attempts.finishAll();
  }

  /** Process id of the proxy. */
  get pid(): number | undefined {
    return this.proxy.pid;
  }

  /** Opens the way out of an instance, or changes where it leads. `hosts` may be empty: then every attempt is refused, and recorded. */
  async prepare(ref: InstanceRef, hosts: readonly string[]): Promise<WayOut> {
    const { port, roomsWork } = await this.start();
    const key = egressKey(ref);
    const token = createHmac('sha256', this.secret).update(`egress ${key}`).digest('base64url');
    this.instances.set(key, ref);
    this.proxy.admit({ key, hosts, tokenHash: tokenHashOf(token) });
    return {
      hosts,
      environment: this.environmentOf(`${key}:${token}`, port),
      ...(roomsWork ? { room: this.roomOf(key) } : {}),
    };
  }

  /** Notes which calls the instance works on from now on. */
  watch(ref: InstanceRef, connection: ServerConnection): ServerConnection {
    return watchCalls(connection, this.calls, egressKey(ref));
  }

  /** The instance is gone. */
  release(ref: InstanceRef): void {
    const key = egressKey(ref);
    this.proxy.forget(key);
    this.calls.forget(key);
    this.instances.delete(key);
  }

  /** Attempts of one instance go to the listener and into no record, until the returned function is called. */
  listen(ref: InstanceRef, listener: (attempt: EgressAttempt) => void): () => void {
    return this.attempts.listen(egressKey(ref), listener);
  }

  /** Once; servers may be wanted before everything here has been set up. */
  private start(): Promise<{ port: number; roomsWork: boolean }> {
    this.started ??= this.open();
    return this.started;
  }

  private async open(): Promise<{ port: number; roomsWork: boolean }> {
    mkdirSync(this.folder, { recursive: true });
    for (const [name, text] of Object.entries(RESOLVER_FILES)) writeFileSync(join(this.folder, name), text);
    const roomsWork = canMakeRooms(this.path);
    if (!roomsWork) log.warn('no network can be made for servers on this machine; sandboxed servers have none');
    return { port: await this.proxy.start(), roomsWork };
  }

  private get path(): string {
    const path = this.config['PATH'];
    return typeof path === 'string' ? path : '/usr/sbin:/usr/bin:/sbin:/bin';
  }

  private roomOf(key: string): NonNullable<WayOut['room']> {
    const files = Object.fromEntries(
      Object.keys(RESOLVER_FILES).map((name) => [join(this.folder, name), `/etc/${name}`]),
    );
    return makeRoom(files, {
      take: async (sockets) => {
        if (!this.instances.has(key)) throw new AppError('SERVER_UNAVAILABLE', 'The server was removed meanwhile.');
        await this.proxy.takeRoom(key, sockets);
      },
      leave: (sockets) => this.proxy.leaveRoom(key, sockets),
    });
  }

  /** For programs outside of a room. Both spellings: there is no standard, and programs read one or the other. */
  private environmentOf(credential: string, port: number): Record<string, string> {
    const authority = this.config.EGRESS_ADVERTISED_HOST ?? this.config.EGRESS_HOST;
    const url = `http://${credential}@${authority}:${port}`;
    const variables = { HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, NO_PROXY: NOT_PROXIED };
    const lower = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]);
    // Node's own fetch and http follow the variables only when told so.
    return { ...variables, ...Object.fromEntries(lower), NODE_USE_ENV_PROXY: '1' };
  }
}
