import { hkdfSync } from 'node:crypto';
import { log } from '@archestra/service';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { bearer } from 'better-auth/plugins';
import { v7 as uuid } from 'uuid';
import type { Database } from '../db/database.store.ts';
import type { IdentityConfig } from '../identity.config.ts';
import type { PasswordHasher } from '../password/password-hasher.ts';
import { hashingSessions } from './session-adapter.ts';

/** Injection token of better-auth's server side. */
export const AUTH = Symbol('AUTH');

const DAY_SECONDS = 86_400;

// The key of the environment has other uses; each use gets a key of its own.
const signingKey = (key: string): string =>
  Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'archestra session', 32)).toString('base64url');

/** better-auth on our tables. It has no HTTP door: only `auth.api` is used, behind our RPCs. */
export const createAuth = (database: Database, hasher: PasswordHasher, config: IdentityConfig) =>
  betterAuth({
    baseURL: 'http://identity.invalid',
    secret: signingKey(config.SECRET_KEY),
    database: hashingSessions(prismaAdapter(database.client, { provider: 'postgresql' })),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      password: {
        hash: (password) => hasher.hash(password),
        verify: ({ hash, password }) => hasher.verify(password, hash),
      },
    },
    user: {
      additionalFields: {
        organizationId: { type: 'string', required: true, input: false },
        role: { type: 'string', required: true, input: false },
        mustChangePassword: { type: 'boolean', required: true, input: false },
      },
    },
    session: { expiresIn: config.SESSION_DAYS * DAY_SECONDS, updateAge: DAY_SECONDS },
    advanced: { database: { generateId: () => uuid() } },
    plugins: [bearer()],
    telemetry: { enabled: false },
    // A refused sign-in is a fact of ours (`session.refused`), not a warning.
    logger: { log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ part: 'better-auth' }, message) },
  });

export type Auth = ReturnType<typeof createAuth>;
