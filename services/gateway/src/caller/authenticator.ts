import { hash } from 'node:crypto';
import { AppError, identity, revocations, type Principal } from '@archestra/contracts';
import { NatsClient, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

const CACHE_MS = 300_000;
const REFUSAL_MS = 2_000;

/** Turns a bearer token into a principal: from memory, else from identity. A revocation empties the memory at once. */
@Injectable()
export class Authenticator {
  private readonly known = new LRUCache<string, Principal>({ max: 50_000, ttl: CACHE_MS });
  private readonly refused = new LRUCache<string, AppError>({ max: 10_000, ttl: REFUSAL_MS });
  private readonly asking = new Map<string, Promise<Principal>>();
  private readonly revoked: SnapshotReader<typeof revocations>;

  constructor(
    private readonly client: NatsClient,
    snapshots: Snapshots,
  ) {
    this.revoked = snapshots.reader(revocations);
    this.revoked.onChange((hash) => this.known.delete(hash));
  }

  /** Resolves to the principal of an `Authorization` header. Throws `UNAUTHENTICATED`, or what identity threw. */
  authenticate(authorization: string | undefined): Principal | Promise<Principal> {
    const token = authorization?.match(/^Bearer +([\w.~+/-]{1,512}=*)$/i)?.[1];
    if (!token) throw new AppError('UNAUTHENTICATED', 'Send an API token: Authorization: Bearer arch_…');
    const digest = hash('sha256', token, 'hex');
    return this.remembered(digest) ?? this.ask(digest);
  }

  /** Calls back with the id of every token that is revoked from now on; open streams end by it. */
  onRevoked(listener: (tokenId: string) => void): () => void {
    return this.revoked.onChange((_hash, entry) => entry && listener(entry.tokenId));
  }

  private remembered(hash: string): Principal | undefined {
    // While revocations may pass unseen, memory proves nothing.
    if (!this.revoked.synced)
      throw new AppError('PEER_UNAVAILABLE', 'Tokens cannot be checked right now. Try again in a moment.');
    if (this.revoked.get(hash))
      throw new AppError('UNAUTHENTICATED', 'This token was revoked. Create a new one in the console.');
    const refusal = this.refused.get(hash);
    if (refusal) throw refusal;
    const principal = this.known.get(hash);
    if (!principal) return undefined;
    if (principal.expiresAt === null || Date.parse(principal.expiresAt) > Date.now()) return principal;
    this.known.delete(hash);
    return undefined;
  }

  private ask(hash: string): Promise<Principal> {
    const running = this.asking.get(hash);
    if (running) return running;
    const question = this.verify(hash).finally(() => this.asking.delete(hash));
    this.asking.set(hash, question);
    return question;
  }

  private async verify(hash: string): Promise<Principal> {
    try {
      const principal = await this.client.call(identity.verifyToken, { hash });
      if (this.revoked.get(hash))
        throw new AppError('UNAUTHENTICATED', 'This token was revoked. Create a new one in the console.');
      this.known.set(hash, principal);
      return principal;
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') this.refused.set(hash, error);
      throw error;
    }
  }
}
