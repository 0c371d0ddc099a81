import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CredentialScope } from '@archestra/contracts';
import { z } from 'zod';
import type { KeyRing } from './key-ring.ts';

/** What a credential is for. The encryption is bound to all of it: moved to another row it cannot be opened. */
export interface Binding {
  readonly id: string;
  readonly organizationId: string;
  readonly serverId: string;
  readonly scope: CredentialScope;
  readonly ownerId: string;
}

/** Values under a key of their own, and that key under a wrapping key. */
export interface Sealed {
  readonly keyId: string;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export type SecretValues = Readonly<Record<string, string>>;

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const Values = z.record(z.string(), z.string());

const context = (part: 'values' | 'key', { id, organizationId, serverId, scope, ownerId }: Binding): Buffer =>
  Buffer.from(JSON.stringify(['credential 1', part, id, organizationId, serverId, scope, ownerId]));

/** Nonce, tag, ciphertext. */
const encrypt = (key: Uint8Array, plain: Uint8Array, associated: Buffer): Uint8Array<ArrayBuffer> => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(associated);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
};

const decrypt = (key: Uint8Array, message: Uint8Array, associated: Buffer): Buffer => {
  const nonce = message.subarray(0, NONCE_BYTES);
  const tag = message.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated).setAuthTag(tag);
  return Buffer.concat([decipher.update(message.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
};

/** Envelope encryption of credentials: AES-256-GCM with a random key for each, which is wrapped under a key of the ring. */
export class Vault {
  constructor(private readonly ring: KeyRing) {}

  /** The key new credentials are wrapped under. */
  get newestKeyId(): string {
    return this.ring.newest.id;
  }

  seal(binding: Binding, values: SecretValues): Sealed {
    const key = randomBytes(KEY_BYTES);
    const sealed = encrypt(key, Buffer.from(JSON.stringify(values)), context('values', binding));
    return { ...this.wrap(binding, key), sealed };
  }

  /** Throws when the row was changed, moved, or its key is not known. */
  open(binding: Binding, { sealed, ...wrapped }: Sealed): SecretValues {
    const plain = decrypt(this.unwrap(binding, wrapped), sealed, context('values', binding));
    return Values.parse(JSON.parse(plain.toString('utf8')));
  }

  /** The same values, their key wrapped under the newest key; the values are not touched. */
  rewrap(binding: Binding, wrapped: Omit<Sealed, 'sealed'>): Omit<Sealed, 'sealed'> {
    return this.wrap(binding, this.unwrap(binding, wrapped));
  }

  private wrap(binding: Binding, key: Buffer): Omit<Sealed, 'sealed'> {
    const { id, bytes } = this.ring.newest;
    return { keyId: id, wrappedKey: encrypt(bytes, key, context('key', binding)) };
  }

  private unwrap(binding: Binding, { keyId, wrappedKey }: Omit<Sealed, 'sealed'>): Buffer {
    return decrypt(this.ring.get(keyId).bytes, wrappedKey, context('key', binding));
  }
}
