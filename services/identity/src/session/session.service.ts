import { AppError, type identity, type Reply } from '@archestra/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { isAPIError } from 'better-auth/api';
import type { Person } from '../db/person.ts';
import { toPrincipal, toUser } from '../user/user.ts';
import { AUTH, type Auth } from './auth.store.ts';
import { SessionStore } from './session.store.ts';

// What better-auth issues. Anything else is refused before it can become part of a header.
const ISSUED = /^[A-Za-z0-9]{32}$/;

const asBearer = (token: string): Headers => new Headers({ authorization: `Bearer ${token}` });

/** Sign-in, verification and sign-out of people. */
@Injectable()
export class SessionService {
  constructor(
    @Inject(AUTH) private readonly auth: Auth,
    private readonly sessions: SessionStore,
  ) {}

  /** One sentence for an unknown address, a wrong password and a deactivated account, after the same work. The fact is stored before the token is handed out. */
  async create(email: string, password: string): Promise<Reply<typeof identity.createSession>> {
    const token = await this.signIn(email, password);
    const found = token === undefined ? undefined : await this.find(token);
    if (token === undefined || !found) {
      await this.sessions.recordRefused(email);
      throw new AppError('UNAUTHENTICATED', 'E-mail address or password is wrong.');
    }
    await this.sessions.recordCreated(found.person);
    return { token, user: toUser(found.person), expiresAt: found.expiresAt };
  }

  async verify(token: string): Promise<Reply<typeof identity.verifySession>> {
    const found = await this.find(token);
    if (!found) throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
    return { user: toUser(found.person), principal: toPrincipal(found.person) };
  }

  /** Ends a session; one that is unknown has ended already. */
  async delete(token: string): Promise<void> {
    if (ISSUED.test(token)) await this.auth.api.signOut({ headers: asBearer(token) });
  }

  private async signIn(email: string, password: string): Promise<string | undefined> {
    try {
      const { token } = await this.auth.api.signInEmail({ body: { email, password } });
      return token;
    } catch (error) {
      if (isAPIError(error) && (error.statusCode === 401 || error.statusCode === 400)) return undefined;
      throw error;
    }
  }

  /** The live session of an active person; one of somebody deactivated ends here. */
  private async find(token: string): Promise<{ person: Person; expiresAt: string } | undefined> {
    if (!ISSUED.test(token)) return undefined;
    const found = await this.auth.api.getSession({ headers: asBearer(token) });
    const person = found ? await this.sessions.findPerson(found.user.id) : undefined;
    if (found && person?.isActive) return { person, expiresAt: found.session.expiresAt.toISOString() };
    if (found) await this.delete(token);
    return undefined;
  }
}
