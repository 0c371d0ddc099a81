import { createHash } from 'node:crypto';
import { AppError } from '@archestra/contracts';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { BffConfig } from '../bff.config.ts';
import { networkOf } from './network.ts';

/** Counts the attempt under both keys and answers how long to wait, in milliseconds; 0 lets it pass. */
const COUNT = `
local wait = 0
for i, key in ipairs(KEYS) do
  local attempts = redis.call('INCR', key)
  if attempts == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
  if attempts > tonumber(ARGV[1 + i]) then wait = math.max(wait, redis.call('PTTL', key)) end
end
return wait`;

/** A right password clears its account and takes back its own attempt from the address. */
const FORGIVE = `
redis.call('DEL', KEYS[1])
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('DECR', KEYS[2]) end
return 0`;

/** Whose password is tried, and from where. */
export interface Attempt {
  email: string;
  address: string;
}

/** Sign-in attempts per account and per network address in a fixed window. Without Redis nobody can sign in. */
@Injectable()
export class ThrottleStore implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(@Inject(CONFIG) private readonly config: BffConfig) {
    this.redis = new Redis(config.REDIS_URL, {
      connectTimeout: 1_000,
      commandTimeout: 1_000,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: true,
      retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
    });
    this.redis.on('error', (error: Error) => log.warn({ err: error }, 'redis connection'));
  }

  /** Seconds to wait before the next try; undefined when this one may go on. Throws `PEER_UNAVAILABLE` without Redis. */
  async retryAfterSeconds(attempt: Attempt): Promise<number | undefined> {
    const { SIGN_IN_WINDOW_MS, SIGN_IN_ACCOUNT_LIMIT, SIGN_IN_ADDRESS_LIMIT } = this.config;
    try {
      const waitMs = await this.redis.eval(
        COUNT,
        2,
        ...keys(attempt),
        SIGN_IN_WINDOW_MS,
        SIGN_IN_ACCOUNT_LIMIT,
        SIGN_IN_ADDRESS_LIMIT,
      );
      return Number(waitMs) > 0 ? Math.ceil(Number(waitMs) / 1_000) : undefined;
    } catch (error) {
      throw new AppError(
        'PEER_UNAVAILABLE',
        'Passwords cannot be checked right now: attempts cannot be counted because Redis does not answer.',
        { cause: error },
      );
    }
  }

  async forgive(attempt: Attempt): Promise<void> {
    await this.redis
      .eval(FORGIVE, 2, ...keys(attempt))
      .catch((error: unknown) => log.warn({ err: error }, 'sign-in attempts were not cleared'));
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

const keys = ({ email, address }: Attempt): [account: string, address: string] => {
  const account = createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
  return [`bff:sign-in:account:${account}`, `bff:sign-in:address:${networkOf(address)}`];
};
