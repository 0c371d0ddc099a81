import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SHOWN_CHARACTERS = 6;

/** A new secret: the text to show once, what may be shown later, and what is stored. */
export interface IssuedSecret {
  secret: string;
  prefix: string;
  hash: string;
}

/** What is stored of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 random bits: too many to guess, so that a fast unsalted hash is enough to store. `kind` is how the text begins. */
export const issueSecret = (kind: 'arch_' | 'invite_'): IssuedSecret => {
  const secret = `${kind}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { secret, prefix: secret.slice(0, kind.length + SHOWN_CHARACTERS), hash: hashOf(secret) };
};
