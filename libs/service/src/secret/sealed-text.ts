import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@archestra/contracts';
import { z } from 'zod';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_CHARACTERS = 16;
const FORM = 's1';

/** A key in an environment variable. */
export const SecretKey = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length >= KEY_BYTES, `at least ${KEY_BYTES} bytes in base64`);

/** Earlier keys in an environment variable, separated by commas, newest first. */
export const PreviousKeys = z
  .string()
  .default('')
  .transform((list) => list.split(',').filter(Boolean))
  .pipe(z.array(SecretKey));

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

const keyFrom = (secret: string, purpose: string): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', purpose, KEY_BYTES));
  const id = createHash('sha256').update('id of ').update(bytes).digest('hex').slice(0, ID_CHARACTERS);
  return { id, bytes };
};

const unreadable = (message: string, cause?: unknown): AppError => new AppError('INTERNAL', message, { cause });

/**
 * Texts under AES-256-GCM (NIST SP 800-38D) with keys derived for one purpose (HKDF, RFC 5869): `s1.<key id>.<nonce, tag
 * and ciphertext>`. Each is bound to what it belongs to: moved to another place it cannot be opened.
 */
export class TextSeal {
  private readonly newest: Key;
  private readonly keys: ReadonlyMap<string, Key>;

  /** `secrets` in base64, newest first; `purpose` keeps apart what uses the same secret. */
  constructor(
    secrets: readonly [string, ...string[]],
    private readonly purpose: string,
  ) {
    const [newest, ...previous] = secrets;
    this.newest = keyFrom(newest, purpose);
    this.keys = new Map(
      [...previous.map((secret) => keyFrom(secret, purpose)), this.newest].map((key) => [key.id, key]),
    );
  }

  seal(text: string, owner: readonly string[]): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.newest.bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.context(owner));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const message = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    return `${FORM}.${this.newest.id}.${message}`;
  }

  /** Throws `INTERNAL` when its key is not known, or it was changed or moved. */
  open(sealed: string, owner: readonly string[]): string {
    const [form, keyId = '', message = ''] = sealed.split('.');
    const key = form === FORM ? this.keys.get(keyId) : undefined;
    if (!key) throw unreadable(`A text is sealed under the key ${keyId}, which this process does not know.`);
    const bytes = Buffer.from(message, 'base64url');
    try {
      const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(this.context(owner)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw unreadable('A sealed text was changed or moved.', cause);
    }
  }

  /** Whether it has to be sealed anew, because a newer key is known. */
  isOutdated(sealed: string): boolean {
    return sealed.split('.')[1] !== this.newest.id;
  }

  private context(owner: readonly string[]): Buffer {
    return Buffer.from(JSON.stringify([this.purpose, ...owner]));
  }
}
