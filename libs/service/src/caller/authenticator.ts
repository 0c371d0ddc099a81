import { hash } from 'node:crypto';
import {
  AppError,
  identity,
  livePrincipal,
  principals,
  revocations,
  type Principal,
  type PrincipalSnapshot,
} from '@archestra/contracts';
import { NatsClient, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

const CACHE_MS = 300_000;
const REFUSAL_MS = 2_000;

const unchecked = (): AppError =>
  new AppError('PEER_UNAVAILABLE', 'Tokens cannot be checked right now. Try again in a moment.');
const revokedToken = (): AppError =>
  new AppError('UNAUTHENTICATED', 'This token was revoked. Create a new one in the console.');

/** What was made of a principal and the rights it was made of: the same as long as both are. */
interface Known {
  readonly principal: Principal;
  live?: { readonly rights: PrincipalSnapshot | undefined; readonly principal: Principal };
}

/**
 * Turns a bearer token into a principal with the rights it has at this moment: from memory, else from identity. Revocations
 * and changes of people's rights arrive by snapshots; while one of them cannot be watched, nobody is let in.
 */
@Injectable()
export class Authenticator {
  private readonly known = new LRUCache<string, Known>({ max: 50_000, ttl: CACHE_MS });
  private readonly refused = new LRUCache<string, AppError>({ max: 10_000, ttl: REFUSAL_MS });
  private readonly asking = new Map<string, Promise<Known>>();
  private readonly revoked: SnapshotReader<typeof revocations>;
  private readonly people: SnapshotReader<typeof principals>;

  constructor(
    private readonly client: NatsClient,
    snapshots: Snapshots,
  ) {
    this.revoked = snapshots.reader(revocations);
    this.people = snapshots.reader(principals);
    this.revoked.onChange((digest) => this.known.delete(digest));
  }

  /** Whether revocations and rights are known. */
  get synced(): boolean {
    return this.revoked.synced && this.people.synced;
  }

  /** Resolves to the principal of an `Authorization` header. Throws `UNAUTHENTICATED`, or what identity threw. */
  authenticate(authorization: string | undefined): Principal | Promise<Principal> {
    const token = authorization?.match(/^Bearer +([\w.~+/-]{1,512}=*)$/i)?.[1];
    if (!token) throw new AppError('UNAUTHENTICATED', 'Send an API token: Authorization: Bearer arch_…');
    const digest = hash('sha256', token, 'hex');
    const known = this.remembered(digest);
    return known ? this.current(known) : this.ask(digest).then((found) => this.current(found));
  }

  /** The principal with the rights it has now. Throws `UNAUTHENTICATED` when it has lost them all, `PEER_UNAVAILABLE` when nobody can tell. */
  live(principal: Principal): Principal {
    return this.current({ principal });
  }

  /** Calls back with the id of every token that is revoked from now on; open streams end by it. */
  onRevoked(listener: (tokenId: string) => void): () => void {
    return this.revoked.onChange((_digest, entry) => entry && listener(entry.tokenId));
  }

  /** Calls back with the id of every person whose rights change. */
  onRightsChanged(listener: (userId: string) => void): () => void {
    return this.people.onChange((userId) => listener(userId));
  }

  private current(known: Known): Principal {
    const { principal } = known;
    if (!this.people.synced) throw unchecked();
    const rights = principal.kind === 'user' ? this.people.get(principal.id) : undefined;
    if (known.live?.rights === rights && known.live) return known.live.principal;
    const live = livePrincipal(principal, rights);
    // Somebody nobody has told of yet is not refused for good.
    if (!live && !rights) throw unchecked();
    if (!live) throw new AppError('UNAUTHENTICATED', 'This account is deactivated. Ask an administrator.');
    known.live = { rights, principal: live };
    return live;
  }

  private remembered(digest: string): Known | undefined {
    // While revocations may pass unseen, memory proves nothing.
    if (!this.revoked.synced) throw unchecked();
    if (this.revoked.get(digest)) throw revokedToken();
    const refusal = this.refused.get(digest);
    if (refusal) throw refusal;
    const known = this.known.get(digest);
    if (!known) return undefined;
    const { expiresAt } = known.principal;
    if (expiresAt === null || Date.parse(expiresAt) > Date.now()) return known;
    this.known.delete(digest);
    return undefined;
  }

  private ask(digest: string): Promise<Known> {
    const running = this.asking.get(digest);
    if (running) return running;
    const question = this.verify(digest).finally(() => this.asking.delete(digest));
    this.asking.set(digest, question);
    return question;
  }

  private async verify(digest: string): Promise<Known> {
    try {
      const known = { principal: await this.client.call(identity.verifyToken, { hash: digest }) };
      if (this.revoked.get(digest)) throw revokedToken();
      this.known.set(digest, known);
      return known;
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') this.refused.set(digest, error);
      throw error;
    }
  }
}
