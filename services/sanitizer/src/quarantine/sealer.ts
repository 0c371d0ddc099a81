import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@archestra/contracts';

const ALGORITHM = 'aes-256-gcm';
const PURPOSE = 'archestra quarantine key 1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_CHARACTERS = 16;

interface Key {
  /** Names the key without telling anything of it. */
  id: string;
  bytes: Buffer;
}

/** What a sealed content belongs to: moved to another row it cannot be opened. */
export interface Binding {
  id: string;
  organizationId: string;
}

export interface Sealed {
  keyId: string;
  /** Nonce, tag, ciphertext. */
  sealed: Uint8Array<ArrayBuffer>;
}

const derive = (secret: string): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', PURPOSE, KEY_BYTES));
  return { id: createHash('sha256').update('id of ').update(bytes).digest('hex').slice(0, ID_CHARACTERS), bytes };
};

const associated = ({ id, organizationId }: Binding): Buffer =>
  Buffer.from(JSON.stringify(['quarantined result 1', id, organizationId]));

/** AES-256-GCM under a key derived from the secret key (HKDF, RFC 5869), so that one can serve other purposes, too. */
export class Sealer {
  private readonly newest: Key;
  private readonly keys: ReadonlyMap<string, Key>;

  /** Secret keys in base64, newest first. */
  constructor(newest: string, previous: readonly string[] = []) {
    this.newest = derive(newest);
    this.keys = new Map([...previous.map(derive), this.newest].map((key) => [key.id, key]));
  }

  seal(binding: Binding, text: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.newest.bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associated(binding));
    const body = Buffer.concat([cipher.update(Buffer.from(text)), cipher.final()]);
    return { keyId: this.newest.id, sealed: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])) };
  }

  /** Throws when the row was changed or moved, or its key is not known. */
  open(binding: Binding, { keyId, sealed }: Sealed): string {
    const key = this.keys.get(keyId);
    if (!key)
      throw new AppError(
        'INTERNAL',
        `A result is sealed under the key ${keyId}, which this sanitizer does not know. An operator has to name it in SECRET_KEY_PREVIOUS.`,
      );
    const decipher = createDecipheriv(ALGORITHM, key.bytes, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associated(binding)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  }
}
