import { createHash, hkdfSync } from 'node:crypto';
import { AppError } from '@archestra/contracts';

/** A key that wraps the keys of credentials. */
export interface WrappingKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  readonly bytes: Buffer;
}

const PURPOSE = 'archestra credential wrapping key 1';
const KEY_BYTES = 32;
const ID_CHARACTERS = 16;

const wrappingKey = (secret: string): WrappingKey => {
  const bytes = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', PURPOSE, KEY_BYTES));
  const id = createHash('sha256').update('id of ').update(bytes).digest('hex').slice(0, ID_CHARACTERS);
  return { id, bytes };
};

/** Every wrapping key this installation knows, derived from its secret keys (HKDF, RFC 5869) so that those can serve other purposes, too. */
export class KeyRing {
  readonly newest: WrappingKey;
  private readonly keys: ReadonlyMap<string, WrappingKey>;

  /** Secret keys in base64, newest first. */
  constructor(newest: string, previous: readonly string[] = []) {
    this.newest = wrappingKey(newest);
    this.keys = new Map([...previous.map(wrappingKey), this.newest].map((key) => [key.id, key]));
  }

  get(id: string): WrappingKey {
    const key = this.keys.get(id);
    if (!key)
      throw new AppError(
        'INTERNAL',
        `A credential is wrapped under the key ${id}, which this orchestrator does not know. An operator has to name it in SECRET_KEY_PREVIOUS.`,
      );
    return key;
  }
}
