import { Id } from '@archestra/contracts';
import { Readiness, reportError } from '@archestra/service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeFeed } from './change-feed.store.ts';
import { CredentialStore } from './credential.store.ts';
import type { KnownCredential } from './resolution.ts';

type Listener = (serverId: string) => void;

/** Which credentials exist, in memory and without values, so that a call is resolved without asking the database. */
@Injectable()
export class CredentialIndex implements OnModuleInit {
  private byServer = new Map<string, readonly KnownCredential[]>();
  private readonly listeners = new Set<Listener>();
  private readonly reading = new Map<string, Promise<void>>();
  private isComplete = false;
  /** Servers that changed while everything was read: what was read of them may be old already. */
  private changedMeanwhile = new Set<string>();

  constructor(
    private readonly store: CredentialStore,
    private readonly feed: ChangeFeed,
    readiness: Readiness,
  ) {
    readiness.add('credentials', () => {
      if (!this.isComplete) throw new Error('the list of credentials has not been read yet');
    });
  }

  onModuleInit(): void {
    void this.feed.follow({
      connected: () => this.readAll(),
      changed: (serverId) => {
        if (Id.safeParse(serverId).success)
          this.refresh(serverId).catch((error: unknown) => reportError(error, 'credentials of a server'));
      },
    });
  }

  /** Whether the list was read; before that nobody can tell that a credential is missing. */
  get isRead(): boolean {
    return this.isComplete;
  }

  of(serverId: string): readonly KnownCredential[] {
    return this.byServer.get(serverId) ?? [];
  }

  all(): KnownCredential[] {
    return [...this.byServer.values()].flat();
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads what there is of one server now. Readings of the same server follow each other, so that the last one wins. */
  refresh(serverId: string): Promise<void> {
    this.changedMeanwhile.add(serverId);
    const turn = (this.reading.get(serverId) ?? Promise.resolve())
      .catch(() => undefined)
      .then(async () => this.put(serverId, await this.store.known(serverId)));
    this.reading.set(serverId, turn);
    const forget = (): void => {
      if (this.reading.get(serverId) === turn) this.reading.delete(serverId);
    };
    turn.then(forget, forget);
    return turn;
  }

  private async readAll(): Promise<void> {
    this.changedMeanwhile = new Set();
    const found = Map.groupBy(await this.store.known(), ({ serverId }) => serverId);
    const touched = new Set([...this.byServer.keys(), ...found.keys()]);
    this.byServer = found;
    this.isComplete = true;
    for (const serverId of touched) this.tell(serverId);
    await Promise.all([...this.changedMeanwhile].map((serverId) => this.refresh(serverId)));
  }

  private put(serverId: string, known: readonly KnownCredential[]): void {
    if (known.length > 0) this.byServer.set(serverId, known);
    else this.byServer.delete(serverId);
    this.tell(serverId);
  }

  private tell(serverId: string): void {
    for (const listener of this.listeners) listener(serverId);
  }
}
