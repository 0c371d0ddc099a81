import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, guard, type Approval } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Run } from './run.ts';

const LOOK_MS = 1_000;

/** Questions a person has to answer before a call is made. */
@Injectable()
export class Approvals {
  constructor(private readonly nats: NatsClient) {}

  /** Throws `NOT_FOUND` when it is nobody's question of this person, and what the guard threw. */
  get({ organizationId, userId }: Run, id: string): Promise<Approval> {
    const principal = `user:${userId}`;
    return this.nats.call(guard.getApproval, { id, principal }, { organizationId, principal });
  }

  /** Resolves when the question has an answer or has expired. A guard that is away is asked again until then. */
  async decided(run: Run, asked: Approval, signal: AbortSignal): Promise<Approval> {
    let known = asked;
    while (known.status === 'pending') {
      if (Date.parse(known.expiresAt) + LOOK_MS < Date.now()) return { ...known, status: 'expired' };
      await sleep(LOOK_MS, undefined, { signal });
      known = await this.get(run, asked.id).catch((error: unknown) => {
        if (AppError.from(error).fault === 'gateway') return known;
        throw error;
      });
    }
    return known;
  }
}
