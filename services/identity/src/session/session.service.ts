import { AppError, type identity, type Reply, type User } from '@archestra/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { isAPIError } from 'better-auth/api';
import { toUser } from '../user/user.ts';
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

  /** One sentence for an unknown address and a wrong password, after the same work. The fact is stored before the token is handed out. */
  async create(email: string, password: string): Promise<Reply<typeof identity.createSession>> {
    const token = await this.signIn(email, password);
    if (token === undefined) {
      await this.sessions.recordRefused(email);
      throw new AppError('UNAUTHENTICATED', 'E-mail address or password is wrong.');
    }
    const found = await this.find(token);
    if (!found) throw new AppError('UNAUTHENTICATED', 'The session ended while it was opened. Sign in again.');
    await this.sessions.recordCreated(found.user);
    return { token, ...found };
  }

  async verify(token: string): Promise<{ user: User }> {
    const found = await this.find(token);
    if (!found) throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
    return { user: found.user };
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

  private async find(token: string): Promise<{ user: User; expiresAt: string } | undefined> {
    if (!ISSUED.test(token)) return undefined;
    const found = await this.auth.api.getSession({ headers: asBearer(token) });
    return found ? { user: toUser(found.user), expiresAt: found.session.expiresAt.toISOString() } : undefined;
  }
}
