import { FRESH_SESSION } from '@archestra/policy';
import { resident, type Resident } from './resident.ts';
import { recall } from './recall.ts';
import type { LeftState, SessionStore } from './session.store.ts';
import { restore } from './state.ts';

export interface SessionsOptions {
  idleMs: number;
  /** Sessions in memory at most; above that the longest untouched ones leave early. */
  capacity: number;
  /** How long an allowed call may go without a result before it is forgotten. */
  openCallMs: number;
  onTrouble: (error: unknown, what: string) => void;
}

/** The sessions in memory. One that is not is read from its log once, whoever asks how often. */
export class Sessions {
  private readonly residents = new Map<string, Resident>();
  private readonly loading = new Map<string, Promise<Resident>>();

  constructor(
    private readonly store: Pick<SessionStore, 'last'>,
    private readonly options: SessionsOptions,
  ) {}

  get size(): number {
    return this.residents.size;
  }

  /** The session if it is in memory. */
  peek(organizationId: string, sessionId: string): Resident | undefined {
    const key = keyOf(organizationId, sessionId);
    const found = this.residents.get(key);
    if (!found) return undefined;
    found.touchedMs = Date.now();
    // The map keeps the order of insertion: the longest untouched session stands first.
    this.residents.delete(key);
    this.residents.set(key, found);
    return found;
  }

  /** The session, from the database if need be. Rejects when the database cannot be read: then nobody knows what it has seen. */
  load(organizationId: string, sessionId: string): Promise<Resident> {
    const key = keyOf(organizationId, sessionId);
    const pending =
      this.loading.get(key) ?? this.read(key, organizationId, sessionId).finally(() => this.loading.delete(key));
    this.loading.set(key, pending);
    return pending;
  }

  /** Lets sessions go that nobody touched for long. Their log stays. */
  sweep(nowMs = Date.now()): void {
    for (const [key, found] of this.residents) {
      found.decided.forgetBefore(nowMs - this.options.openCallMs);
      if (found.pending === 0 && found.touchedMs <= nowMs - this.options.idleMs) this.residents.delete(key);
    }
  }

  private async read(key: string, organizationId: string, sessionId: string): Promise<Resident> {
    const left = await this.store.last(organizationId, sessionId);
    const found = resident(organizationId, sessionId, left ? this.restore(left) : { seq: 0, state: FRESH_SESSION });
    this.makeRoom();
    this.residents.set(key, found);
    return found;
  }

  private restore({ seq, state, sources, conversation }: LeftState) {
    const tell = (error: unknown): void =>
      this.options.onTrouble(error, 'reading the state of a session, which counts as lost');
    return { seq, state: restore(state, sources, tell), toolCalls: recall(conversation) };
  }

  private makeRoom(): void {
    if (this.residents.size < this.options.capacity) return;
    for (const [key, { pending }] of this.residents) {
      if (pending > 0) continue;
      this.residents.delete(key);
      return;
    }
  }
}

/** An organization's id is a UUID and holds no line break, so two keys never collide. */
const keyOf = (organizationId: string, sessionId: string): string => `${organizationId}\n${sessionId}`;
