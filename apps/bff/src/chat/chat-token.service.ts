import { AppError, identity, type Permission, type Principal } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Authenticator } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { Run } from './run.ts';

/** A token is renewed this long before it ends. */
const RENEWED_MS = 2 * 60_000;
const NEEDED = ['chat:write', 'model:use'] as const satisfies Permission[];

/** The rights by which one answer is given: those of the person, at every step. Nothing of it is stored. */
export class ChatToken {
  private known: { secret: string; untilMs: number } | undefined;
  private asking: Promise<string> | undefined;

  constructor(
    private readonly run: Run,
    private readonly profileId: string | null,
    private readonly nats: NatsClient,
  ) {}

  /** Throws `NOT_ALLOWED` when the person may not chat any more, `PEER_UNAVAILABLE` when nobody can tell. */
  secret(): Promise<string> {
    if (this.known && this.known.untilMs > Date.now()) return Promise.resolve(this.known.secret);
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<string> {
    const { organizationId, userId } = this.run;
    const context = { organizationId, principal: `user:${userId}` };
    const { profileId } = this;
    const { secret, expiresAt } = await this.nats.call(identity.createChatToken, { userId, profileId }, context);
    this.known = { secret, untilMs: Date.parse(expiresAt) - RENEWED_MS };
    return secret;
  }
}

@Injectable()
export class ChatTokens {
  constructor(
    private readonly nats: NatsClient,
    private readonly authenticator: Authenticator,
  ) {}

  /** Whether rights of people are known. */
  get isReady(): boolean {
    return this.authenticator.synced;
  }

  of(run: Run, profileId: string | null): ChatToken {
    return new ChatToken(run, profileId, this.nats);
  }

  /** Whether the person may chat at this moment. Throws `NOT_ALLOWED`, `UNAUTHENTICATED` or `PEER_UNAVAILABLE`. */
  check({ organizationId, userId }: Run): void {
    const { permissions } = this.authenticator.live(personOf(organizationId, userId));
    const missing = NEEDED.find((permission) => !permissions.includes(permission));
    if (missing)
      throw new AppError('NOT_ALLOWED', `This needs the permission ${missing}. Ask an administrator.`, {
        details: { permission: missing },
      });
  }
}

const personOf = (organizationId: string, id: string): Principal => ({
  kind: 'user',
  id,
  organizationId,
  name: '',
  email: null,
  permissions: [],
  teamIds: [],
  scopes: null,
  profileIds: null,
  expiresAt: null,
});
