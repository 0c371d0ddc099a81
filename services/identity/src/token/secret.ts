import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'arch_';
const SECRET_BYTES = 32;
const SHOWN_CHARACTERS = PREFIX.length + 6;

/** A new API token: the secret to show once, what may be shown later, and what is stored. */
export interface IssuedSecret {
  secret: string;
  prefix: string;
  hash: string;
}

/** 256 random bits: too many to guess, so that a fast unsalted hash is enough to store. */
export const issueSecret = (): IssuedSecret => {
  const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { secret, prefix: secret.slice(0, SHOWN_CHARACTERS), hash: createHash('sha256').update(secret).digest('hex') };
};
