import { AppError, type CallContext, type DesiredServer, type ServerStatus } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';
import type { CredentialAccess } from '../credential/credential.access.ts';
import {
  fingerprintOf,
  instanceOf,
  ORGANIZATION_INSTANCE,
  SHARED_INSTANCE,
  type Resolution,
} from '../credential/resolution.ts';
import type { SecretValues } from '../credential/vault.ts';
import { SecretMask } from '../credential/secret-mask.ts';
import type { ServerConnection } from '../connection/connection.ts';
import type { ServerLog } from '../log/server-log.ts';
import { orEnded, type Leave } from '../runtime/launch-signal.ts';
import type { Keeps } from '../runtime/runtime.ts';
import type { Wanted } from './connector.ts';
import { isDiscovery, isOnlyLooking, needsCredential, undiscoverable } from './discovery.ts';
import { Instance, type Connecting, type InstanceFacts } from './instance.ts';
import type { Fate } from './leftovers.ts';
import type { ServerFacts } from './server.events.ts';

export interface CopyPorts {
  /** Installs, launches, connects. Throws `AppError` when that fails. */
  connect(wanted: Wanted, connecting: Connecting): Promise<ServerConnection>;
  readonly credentials: Pick<CredentialAccess, 'resolve' | 'resolveForAll' | 'knownOf' | 'open' | 'missing'>;
  readonly facts: ServerFacts;
  logOf(instance: string): ServerLog;
  /** Takes away what an instance left where it ran, and here unless it may come back. */
  discard(instance: string, keeps: Keeps): Promise<void>;
  /** How long a copy with credentials is kept without calls. */
  readonly idleMs: number;
  /** Unknown failures; never shown to anybody else. */
  report(error: unknown, what: string): void;
}

/** An instance and what it was made for. */
interface Copy {
  readonly instance: Instance;
  readonly fingerprint: string;
  /** Principals whose calls came here. */
  readonly users: Set<string>;
}

const MAX_CALLERS = 10_000;
/** Who lost access, or whose credential changed, does not wait for long goodbyes. */
const REVOKED_GRACE_MS = 1_000;

/** The copies of a server that has secret fields: one for each owner of credentials that is in use. */
export class Copies {
  private readonly copies = new Map<string, Copy>();
  /** Which copy a principal's calls go to; forgotten whenever that might change. */
  private readonly callers = new Map<string, Copy>();
  private readonly leaving = new Map<string, Promise<void>>();
  private known: ReadonlySet<string>;
  /** The copy of a person or team that speaks for the server while the organization has none. */
  private voice: string | undefined;

  constructor(
    private readonly desired: DesiredServer,
    private readonly ports: CopyPorts,
  ) {
    this.known = this.revisions();
  }

  all(): Instance[] {
    return [...this.copies.values()].map(({ instance }) => instance);
  }

  /** The copy that answers a call, from memory. Throws when there is none for the caller. */
  of(frame: UpFrame): Instance {
    const { context } = frame;
    const known = this.callers.get(context.principal ?? '');
    if (known) return known.instance;
    if (isDiscovery(context)) return this.forDiscovery(frame);
    const resolution = this.ports.credentials.resolve(this.desired, context);
    if (resolution.missing.length > 0) throw this.ports.credentials.missing(this.desired, resolution.missing);
    const copy = this.copyFor(resolution);
    this.remember(context.principal ?? '', copy);
    return copy.instance;
  }

  /** Credentials of the server changed: what runs with other ones than it should ends now. */
  review(): void {
    for (const [key, { fingerprint }] of [...this.copies]) if (this.currentOf(key) !== fingerprint) this.drop(key);
    for (const principal of [...this.callers.keys()]) this.reassign(principal);
    this.tryNew();
  }

  /** Somebody's teams or rights changed. */
  reviewPerson(userId: string): void {
    const principal = `user:${userId}`;
    const own = this.copies.get(principal);
    if (own && this.currentOf(principal) !== own.fingerprint) this.drop(principal);
    const left = this.reassign(principal);
    // Nobody who used it may use it any more.
    if (left?.users.size === 0) this.drop(left.instance.key);
  }

  /** Forgets where the calls of a principal went if they would go somewhere else now; returns what was left. */
  private reassign(principal: string): Copy | undefined {
    const copy = this.callers.get(principal);
    if (!copy || this.resolved(principal)?.instance === copy.instance.key) return undefined;
    this.forget(principal);
    return copy;
  }

  /** What to say while there is no copy at all. */
  resting(): Pick<ServerStatus, 'phase' | 'message'> {
    const { missing } = this.ports.credentials.resolveForAll(this.desired);
    const message = missing.length > 0 ? needsCredential(missing) : 'The server starts with the first call.';
    return { phase: 'asleep', message };
  }

  fateOf(key: string): Fate {
    if (this.copies.has(key) || this.leaving.has(key)) return 'attended';
    return key !== SHARED_INSTANCE && this.currentOf(key) !== undefined ? 'forgotten' : 'unwanted';
  }

  keepsFilesOf(key: string): boolean {
    return this.copies.has(key) || this.leaving.has(key) || this.isOwned(key);
  }

  /** Watches a copy that runs already. */
  attend(key: string): void {
    const resolution = this.resolutionOf(key);
    if (resolution) this.copyFor(resolution).instance.start();
  }

  async stop(leave: Leave): Promise<void> {
    const { copies } = this;
    await Promise.all([...[...copies.values()].map(({ instance }) => instance.stop(leave)), ...this.leaving.values()]);
    this.callers.clear();
  }

  /** The organization's copy; else any that exists, because nobody else could tell what the tools are. */
  private forDiscovery(frame: UpFrame): Instance {
    const resolution = this.ports.credentials.resolveForAll(this.desired);
    if (resolution.missing.length === 0) return this.copyFor(resolution).instance;
    const copies = this.all();
    const found = copies.find(({ phase }) => phase === 'running') ?? copies.find(({ key }) => key === this.voice);
    if (found && isOnlyLooking(frame)) return found;
    const link = this.ports.credentials.missing(this.desired, resolution.missing);
    throw undiscoverable(this.desired, resolution.missing, link);
  }

  private copyFor(resolution: Resolution): Copy {
    const fingerprint = fingerprintOf(resolution);
    const known = this.copies.get(resolution.instance);
    if (known?.fingerprint === fingerprint) return known;
    if (known) this.drop(resolution.instance);
    const copy = { instance: this.make(resolution), fingerprint, users: new Set<string>() };
    this.copies.set(resolution.instance, copy);
    return copy;
  }

  private make(resolution: Resolution): Instance {
    const { instance: key } = resolution;
    const before = this.leaving.get(key);
    const { credentials, connect, report } = this.ports;
    const open = (): Promise<SecretValues> => credentials.open(this.desired, resolution);
    const openHidden = async (): Promise<SecretValues> => {
      const values = await open();
      instance.conceal(new SecretMask(values));
      return values;
    };
    const instance: Instance = new Instance(key, {
      connect: async (connecting) => {
        await orEnded(before ?? Promise.resolve(), connecting.signal);
        return connect({ server: this.desired, instance: key, open: openHidden }, connecting);
      },
      mask: async () => new SecretMask(await open()),
      facts: this.factsOf(key),
      log: this.ports.logOf(key),
      isEager: false,
      idleMs: this.ports.idleMs,
      report: (error) => report(error, `${key} of server ${this.desired.id}`),
    });
    return instance;
  }

  private drop(key: string): void {
    const copy = this.copies.get(key);
    if (!copy) return;
    this.copies.delete(key);
    for (const [principal, used] of this.callers) if (used === copy) this.callers.delete(principal);
    if (this.voice === key) this.voice = undefined;
    const gone = Promise.all([this.leaving.get(key), copy.instance.stop('close', REVOKED_GRACE_MS)])
      .then(() => (this.copies.has(key) ? undefined : this.ports.discard(key, this.isOwned(key) ? 'files' : 'nothing')))
      .catch((error: unknown) => this.ports.report(error, `end of ${key} of server ${this.desired.id}`))
      .finally(() => {
        if (this.leaving.get(key) === gone) this.leaving.delete(key);
      });
    this.leaving.set(key, gone);
  }

  /** A changed credential, or an owner who may not use the server just now, is no reason to lose what the copy keeps. */
  private isOwned(key: string): boolean {
    return (
      key === SHARED_INSTANCE || this.ports.credentials.knownOf(this.desired).some((one) => instanceOf(one) === key)
    );
  }

  /** Fingerprint of what an instance would be started with now; nothing when it would not be started. */
  private currentOf(key: string): string | undefined {
    if (key === SHARED_INSTANCE) return '';
    const resolution = this.resolutionOf(key);
    return resolution && fingerprintOf(resolution);
  }

  /** What an instance would be started with now. */
  private resolutionOf(key: string): Resolution | undefined {
    const resolution =
      key === ORGANIZATION_INSTANCE ? this.ports.credentials.resolveForAll(this.desired) : this.resolved(key);
    return resolution?.instance === key && resolution.missing.length === 0 ? resolution : undefined;
  }

  private resolved(principal: string): Resolution | undefined {
    try {
      const context: CallContext = { organizationId: this.desired.organizationId, principal };
      const resolution = this.ports.credentials.resolve(this.desired, context);
      return resolution.missing.length === 0 ? resolution : undefined;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  /** Somebody provided a credential and nothing runs yet: it is tried at once, so that they see whether it works and the tools become known. */
  private tryNew(): void {
    const { known } = this;
    this.known = this.revisions();
    if (this.all().some(({ phase }) => phase !== 'asleep' && phase !== 'failed')) return;
    const added = this.ports.credentials.knownOf(this.desired).find((one) => !known.has(`${one.id}:${one.revision}`));
    if (!added) return;
    const owners = { personal: 'user', team: 'team', organization: 'service' };
    const resolution = this.resolved(`${owners[added.scope]}:${added.ownerId}`);
    if (resolution) this.copyFor(resolution).instance.start();
  }

  private revisions(): ReadonlySet<string> {
    return new Set(this.ports.credentials.knownOf(this.desired).map(({ id, revision }) => `${id}:${revision}`));
  }

  private remember(principal: string, copy: Copy): void {
    const [oldest] = this.callers.keys();
    if (this.callers.size >= MAX_CALLERS && oldest !== undefined) this.forget(oldest);
    this.callers.set(principal, copy);
    copy.users.add(principal);
  }

  private forget(principal: string): void {
    this.callers.get(principal)?.users.delete(principal);
    this.callers.delete(principal);
  }

  /** What befalls the copy of one person is no fact about the server, unless it is the only one that can speak for it. */
  private factsOf(key: string): InstanceFacts {
    const { facts } = this.ports;
    const speak = (tell: () => void, name: string): void => {
      if (this.isVoice(key)) tell();
      else facts.noted(name, this.desired, key);
    };
    return {
      started: (message) => speak(() => facts.started(this.desired, message), 'started'),
      failed: (message) => speak(() => facts.failed(this.desired, message), 'failed'),
      crashed: (message, end) => speak(() => facts.crashed(this.desired, message, end), 'crashed'),
      changedTools: (message) => speak(() => facts.changedTools(this.desired, message), 'tools-changed'),
    };
  }

  private isVoice(key: string): boolean {
    if (key === ORGANIZATION_INSTANCE || key === SHARED_INSTANCE) return true;
    if (this.ports.credentials.resolveForAll(this.desired).missing.length === 0) return false;
    this.voice ??= key;
    return this.voice === key;
  }
}
