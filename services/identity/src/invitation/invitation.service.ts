import { type identity, type Parsed, type Reply } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { rightsOfInvitation } from '../db/invite.ts';
import type { IdentityConfig } from '../identity.config.ts';
import { visibleName } from '../name/visible.ts';
import type { Change } from '../organization/organization.ts';
import { PasswordHasher } from '../password/password-hasher.ts';
import { Principals } from '../principal/principals.ts';
import { hashOf, issueSecret } from '../secret/secret.ts';
import { InvitationStore } from './invitation.store.ts';

const DAY_MS = 86_400_000;

/** Invitations: a secret that makes whoever shows it, once and in time, a member. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly invitations: InvitationStore,
    private readonly hasher: PasswordHasher,
    private readonly principals: Principals,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  /** The reply is the only place where the secret ever appears. */
  async create(change: Change, asked: Pick<Parsed<typeof identity.createInvitation>, 'email' | 'role' | 'teamIds'>) {
    const { secret, hash, expiresAt } = this.issue();
    const email = asked.email.toLowerCase();
    return { invitation: await this.invitations.create(change, { ...asked, email, hash, expiresAt }), secret };
  }

  /** A secret and the time it ends. */
  issue(): { secret: string; hash: string; expiresAt: Date } {
    const { secret, hash } = issueSecret('invite_');
    return { secret, hash, expiresAt: new Date(Date.now() + this.config.INVITATION_DAYS * DAY_MS) };
  }

  async read(secret: string): Promise<Reply<typeof identity.readInvitation>> {
    const row = await this.invitations.open(hashOf(secret));
    return {
      email: row.email,
      organizationName: row.organization.name,
      roleName: rightsOfInvitation(row).roleName,
      expiresAt: row.expiresAt.toISOString(),
    };
  }

  /** Costs a password hash only for those who show a real secret. */
  async accept({ secret, name, password }: Parsed<typeof identity.acceptInvitation>) {
    const shown = visibleName(name);
    const hash = hashOf(secret);
    await this.invitations.open(hash);
    const passwordHash = await this.hasher.hash(password);
    const user = await this.invitations.accept(hash, { name: shown, passwordHash });
    await this.principals.spread([user.id]);
    return { user };
  }
}
