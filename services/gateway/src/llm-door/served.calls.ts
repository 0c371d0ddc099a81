import { AppError, type Principal } from '@archestra/contracts';
import { Authenticator } from '@archestra/service';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ProfileIndex } from '../profile/profile.index.ts';
import { checkMayAsk } from './may-ask.ts';

/** A call that is being answered, by whose right, and what ends it. */
interface Served {
  readonly principal: Principal;
  readonly profileId: string | undefined;
  readonly controller: AbortController;
  /** Set while nobody can tell whether it may go on; asked again as soon as somebody can. */
  isUnsure?: boolean;
}

const RECHECK_MS = 250;

const ended = (): AppError =>
  new AppError('UNAUTHENTICATED', 'The token was revoked or ended while this call was answered.');

/** Calls in work: an answer ends when the token, the right to models or the profile it began with does. */
@Injectable()
export class ServedCalls implements BeforeApplicationShutdown {
  private readonly served = new Set<Served>();
  private readonly timer = setInterval(() => this.recheck(), RECHECK_MS).unref();

  constructor(
    private readonly profiles: ProfileIndex,
    private readonly authenticator: Authenticator,
  ) {
    profiles.onChange((profileId) => this.judge((call) => call.profileId === profileId));
    authenticator.onRevoked((tokenId) => this.revoke(tokenId));
    authenticator.onRightsChanged((userId) =>
      this.judge(({ principal }) => principal.kind === 'user' && principal.id === userId),
    );
  }

  /** Aborts `controller` with a typed error when the call may not go on. Call what it returns when the call is over. */
  add(call: Omit<Served, 'isUnsure'>): () => void {
    const entry: Served = { ...call };
    this.served.add(entry);
    return () => this.served.delete(entry);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private revoke(tokenId: string): void {
    for (const call of this.served) if (call.principal.tokenId === tokenId) this.end(call, ended());
  }

  private recheck(): void {
    const now = Date.now();
    for (const call of this.served) if (hasExpired(call.principal, now)) this.end(call, ended());
    this.judge(({ isUnsure }) => isUnsure === true);
  }

  /** As the next request of this client would be judged. */
  private judge(which: (call: Served) => boolean): void {
    for (const call of this.served) {
      if (!which(call)) continue;
      const failure = this.failureOf(call);
      // While snapshots are read again after a lost connection, nothing is known of anybody.
      call.isUnsure = failure?.code === 'PEER_UNAVAILABLE';
      if (failure && !call.isUnsure) this.end(call, failure);
    }
  }

  private failureOf({ principal, profileId }: Served): AppError | undefined {
    try {
      const live = this.authenticator.live(principal);
      checkMayAsk(live);
      if (profileId !== undefined) this.profiles.get(profileId, live);
      return undefined;
    } catch (error) {
      return AppError.from(error);
    }
  }

  private end(call: Served, reason: AppError): void {
    this.served.delete(call);
    call.controller.abort(reason);
  }
}

const hasExpired = ({ expiresAt }: Principal, nowMs: number): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= nowMs;
