import { registry } from '@archestra/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Peer } from './peer.ts';
import type { Question } from './questions.ts';
import type { Stock } from './seed.ts';

const viewer = { userId: null, teamIds: [], seesAll: true };
const PATIENCE_MS = 60_000;

/** Sees what is written to a snapshot bucket the moment it is written. */
export class Bucket {
  private readonly latest = new Map<string, string>();
  private readonly waiting = new Map<string, { holds: (value: string) => boolean; resolve: () => void }>();

  constructor(connection: NatsConnection, name: string) {
    connection.subscribe(`$KV.${name}.*`, {
      callback: (_error, message) => {
        const key = message.subject.split('.')[2] ?? '';
        const value = message.string();
        this.latest.set(key, value);
        const waiter = this.waiting.get(key);
        if (waiter?.holds(value)) waiter.resolve();
      },
    });
  }

  get size(): number {
    return this.latest.size;
  }

  /** Resolves when an entry that holds is written from now on. */
  next(key: string, holds: (value: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${key} was not published`)), PATIENCE_MS);
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(key);
        resolve();
      };
      this.waiting.set(key, { holds, resolve: done });
    });
  }
}

/** From the request to the moment the new entry is in the bucket that gateways watch. */
export const publication = (peer: Peer, bucket: Bucket, stock: Stock): Question => {
  let round = 0;
  return {
    name: 'change of a profile until it is in the snapshot',
    ask: async (roll) => {
      const id = stock.profileIds[roll(stock.profileIds.length)] ?? '';
      const description = `round ${(round += 1)}`;
      const published = bucket.next(id, (value) => value.includes(`"${description}"`));
      const { name } = await peer.call(registry.getProfile, { id, viewer });
      await peer.call(registry.updateProfile, { id, viewer, name, description });
      await published;
    },
  };
};
