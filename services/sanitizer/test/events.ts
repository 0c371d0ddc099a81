import type { EventContract } from '@archestra/contracts';
import type { NatsHandle } from '@archestra/local';
import { connectAs, eventually } from '@archestra/testing';
import { jetstreamManager } from '@nats-io/jetstream';

export interface StoredEvent {
  principal?: string;
  data: Record<string, unknown>;
}

/** The last event of a type on record; waits until there is one. */
export const lastEvent = async (
  nats: NatsHandle,
  organizationId: string,
  type: EventContract | string,
): Promise<StoredEvent> => {
  const connection = await connectAs(nats, 'admin');
  try {
    const manager = await jetstreamManager(connection);
    const name = typeof type === 'string' ? type : type.type;
    // Events leave the outbox a moment after the change is answered.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return await eventually(async () => {
      const stream = await manager.streams.get('EVENTS');
      const found = await stream.getMessage({ last_by_subj: `events.${organizationId}.${name}` });
      if (!found) throw new Error('no event yet');
      return found.json<StoredEvent>();
    });
  } finally {
    await connection.close();
  }
};
