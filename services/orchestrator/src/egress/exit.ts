import type { Socket } from 'node:net';
import { Attempt, type Report } from './attempt.ts';
import type { Admission, EgressLimits, Seen } from './egress-message.ts';
import { parseRules, type HostRule, type TrustedHost } from './host-rule.ts';
import { textOf, type Target } from './host.ts';
import type { Network } from './network.client.ts';
import { planFor, screen, type Reason } from './plan.ts';
import { Turns } from './turns.ts';

/** One instance as the proxy knows it. */
export interface Guest {
  readonly key: string;
  /** Change while it runs. */
  rules: readonly HostRule[];
  tokenHash: Buffer | undefined;
  /** Connections on their way. */
  opening: number;
  readonly passages: Set<OpenPassage>;
  readonly lookUps: Turns;
  /** Attempts in the second that began at `since`. */
  spent: number;
  since: number;
}

interface OpenPassage {
  readonly target: Target;
  readonly socket: Socket;
}

/** A look-up occupies a thread of the proxy until the name server answers, and a stranger's may never do so. */
const LOOK_UPS_AT_ONCE = 16;
const NEW_GUEST = { opening: 0, spent: 0, since: 0 };

const termsOf = ({ hosts, tokenHash }: Admission): Pick<Guest, 'rules' | 'tokenHash'> => ({
  rules: parseRules(hosts),
  tokenHash: tokenHash === undefined ? undefined : Buffer.from(tokenHash, 'base64'),
});

/** All instances that may ask at all. */
export class GuestList {
  private readonly guests = new Map<string, Guest>();

  private readonly trusted: readonly TrustedHost[];

  constructor(trusted: readonly TrustedHost[]) {
    this.trusted = trusted;
  }

  /** New terms count at once: what they no longer allow is cut off. */
  admit(admission: Admission): void {
    const { key } = admission;
    const known = this.guests.get(key);
    if (known) this.change(known, termsOf(admission));
    else
      this.guests.set(key, {
        key,
        ...termsOf(admission),
        ...NEW_GUEST,
        passages: new Set(),
        lookUps: new Turns(LOOK_UPS_AT_ONCE),
      });
  }

  forget(key: string): void {
    const guest = this.guests.get(key);
    // Whoever still holds it may go nowhere.
    if (guest) this.change(guest, { rules: [], tokenHash: undefined });
    this.guests.delete(key);
  }

  get(key: string): Guest | undefined {
    return this.guests.get(key);
  }

  private change(guest: Guest, terms: Pick<Guest, 'rules' | 'tokenHash'>): void {
    Object.assign(guest, terms);
    for (const { target, socket } of guest.passages)
      if (planFor(guest.rules, this.trusted, target).kind === 'refuse') socket.destroy();
  }
}

/** A connection to the outside, or why there is none. */
export type Passage =
  { readonly socket: Socket; readonly reason?: never } | { readonly socket?: never; readonly reason: Reason };

export interface ExitPorts {
  readonly network: Network;
  readonly trusted: readonly TrustedHost[];
  readonly limits: EgressLimits;
  readonly report: Report;
}

const SECOND_MS = 1_000;
/** Of a name with many addresses. */
const MAX_TRIES = 3;

/** The one place where connections to the outside begin: judged, looked up once, connected to what was judged, counted, told. */
export class Exit {
  private readonly ports: ExitPorts;

  constructor(ports: ExitPorts) {
    this.ports = ports;
  }

  async open(guest: Guest, target: Target, seenBy: Seen['seenBy']): Promise<Passage> {
    const { limits } = this.ports;
    const pace = this.paceOf(guest);
    // A flood is told once a second, or the record itself would be the damage.
    if (pace === 'silent') return { reason: 'limit' };
    const of = { key: guest.key, host: textOf(target.host), port: target.port, seenBy };
    const attempt = new Attempt(this.ports.report, of);
    if (pace === 'over' || guest.opening + guest.passages.size >= limits.connectionsPerInstance)
      return refused(attempt, 'limit');
    guest.opening += 1;
    return this.pass(guest, target, attempt).finally(() => {
      guest.opening -= 1;
    });
  }

  /** Tried where no proxy is: it leads nowhere, whatever it is, and is told by what it would have reached. */
  bypassed(guest: Guest, target: Target, seenBy: Seen['seenBy']): void {
    if (this.paceOf(guest) !== 'within') return;
    const plan = planFor(guest.rules, this.ports.trusted, target);
    const of = { key: guest.key, host: textOf(target.host), port: target.port, seenBy };
    new Attempt(this.ports.report, of).refuse(plan.kind === 'refuse' ? plan.reason : 'bypassed-proxy');
  }

  /** Something that is no target at all. */
  malformed(guest: Guest, text: string, seenBy: Seen['seenBy']): void {
    if (this.paceOf(guest) !== 'within') return;
    const host = text.replaceAll(/[^\u0021-\u007e]/g, '?').slice(0, 300);
    new Attempt(this.ports.report, { key: guest.key, host, port: 0, seenBy }).refuse('malformed');
  }

  private async pass(guest: Guest, target: Target, attempt: Attempt): Promise<Passage> {
    const found = await this.addressesOf(guest, target);
    if (found.reason !== undefined) return refused(attempt, found.reason, found.address);
    for (const address of found.addresses.slice(0, MAX_TRIES)) {
      const socket = await this.tryOne(address, target.port);
      if (!socket) continue;
      // The terms may have changed while it was on its way.
      if (planFor(guest.rules, this.ports.trusted, target).kind === 'refuse') {
        socket.destroy();
        return refused(attempt, 'host-not-allowed', address);
      }
      attempt.open(address);
      return this.opened(guest, { target, socket }, attempt);
    }
    return refused(attempt, 'unreachable', found.addresses[0] ?? null);
  }

  private opened(guest: Guest, passage: OpenPassage, attempt: Attempt): Passage {
    const { socket } = passage;
    guest.passages.add(passage);
    socket.once('close', () => {
      guest.passages.delete(passage);
      attempt.end(socket);
    });
    return { socket };
  }

  private async addressesOf(
    guest: Guest,
    target: Target,
  ): Promise<{ addresses: string[]; reason?: never } | { reason: Reason; address: string | null }> {
    const plan = planFor(guest.rules, this.ports.trusted, target);
    if (plan.kind === 'connect') return { addresses: [plan.address] };
    const given = target.host.kind === 'address' ? target.host.address : null;
    if (plan.kind === 'refuse') return { reason: plan.reason, address: given };
    const addresses = await this.lookUp(guest, plan.name).catch((): string[] => []);
    const reason = screen(addresses, plan.mayBePrivate);
    return reason === undefined ? { addresses } : { reason, address: addresses[0] ?? null };
  }

  private async lookUp(guest: Guest, name: string): Promise<string[]> {
    const onEnd = await guest.lookUps.take();
    return this.ports.network.lookUp(name, this.ports.limits.lookUpTimeoutMs, onEnd);
  }

  private tryOne(address: string, port: number): Promise<Socket | undefined> {
    return this.ports.network.connect(address, port, this.ports.limits.connectTimeoutMs).catch(() => undefined);
  }

  private paceOf(guest: Guest): 'within' | 'over' | 'silent' {
    const now = Date.now();
    if (now - guest.since >= SECOND_MS) {
      guest.since = now;
      guest.spent = 0;
    }
    guest.spent += 1;
    const excess = guest.spent - this.ports.limits.attemptsPerSecond;
    return excess <= 0 ? 'within' : excess === 1 ? 'over' : 'silent';
  }
}

const refused = (attempt: Attempt, reason: Reason, address: string | null = null): { reason: Reason } => {
  attempt.refuse(reason, address);
  return { reason };
};
