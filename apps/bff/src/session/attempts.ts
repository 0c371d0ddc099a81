import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ThrottleStore, type Attempt } from './throttle.store.ts';

/** Guesses at secrets, counted. */
@Injectable()
export class Attempts {
  constructor(private readonly throttle: ThrottleStore) {}

  /** Counts a guess, also one made from inside a session: it may be a stolen one. Throws `RATE_LIMITED`. */
  async assertMayTry(attempt: Attempt, reply: FastifyReply): Promise<void> {
    const retryAfterSeconds = await this.throttle.retryAfterSeconds(attempt);
    if (retryAfterSeconds === undefined) return;
    void reply.header('retry-after', retryAfterSeconds);
    throw new AppError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds },
    });
  }

  /** A right guess takes its attempt back. */
  async forgive(attempt: Attempt): Promise<void> {
    await this.throttle.forgive(attempt);
  }
}
