import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';

interface Cost {
  /** Logarithm of scrypt's N to the base 2. */
  exponent: number;
  blockSize: number;
  parallel: number;
}

/** OWASP's Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1; 128 MiB for each hash in work. */
const CURRENT: Cost = { exponent: 17, blockSize: 8, parallel: 1 };
const KEY_BYTES = 32;
/** Two at once bound the memory to 256 MiB and leave a core to everybody else. */
const AT_ONCE = 2;
/** A longer queue could not be answered within the five seconds a caller waits. */
const MAX_WAITING = 16;

const STORED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

const derive = (password: string, salt: Buffer, { exponent, blockSize, parallel }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** exponent;
    const options = { N, r: blockSize, p: parallel, maxmem: 256 * N * blockSize };
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** Hashes and compares passwords. A stored hash names its own cost, so that raising the cost leaves old hashes valid. */
@Injectable()
export class PasswordHasher {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  /** `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, salt and key in base64url. Throws OVERLOADED under a flood. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const key = await this.inTurn(() => derive(password, salt, CURRENT));
    return [
      'scrypt',
      CURRENT.exponent,
      CURRENT.blockSize,
      CURRENT.parallel,
      salt.toString('base64url'),
      key.toString('base64url'),
    ].join('$');
  }

  /** Compares in constant time; a stored text of another form matches nothing. */
  async verify(password: string, stored: string): Promise<boolean> {
    const [, exponent, blockSize, parallel, salt, key] = STORED.exec(stored) ?? [];
    if (salt === undefined || key === undefined) return false;
    const cost = { exponent: Number(exponent), blockSize: Number(blockSize), parallel: Number(parallel) };
    const expected = Buffer.from(key, 'base64url');
    const actual = await this.inTurn(() => derive(password, Buffer.from(salt, 'base64url'), cost));
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= MAX_WAITING)
      throw new AppError('OVERLOADED', 'Too many people are signing in at this moment. Try again in a few seconds.');
    if (this.working >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.working += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The turn passes on directly: nobody who arrives now can overtake.
      if (next) next();
      else this.working -= 1;
    }
  }
}
