import { consumers, DEAD_LETTER_STREAM, EVENT_STREAM, FRAME_BUCKET, snapshots } from '@archestra/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';

const NANOS_PER_MS = 1_000_000;
const DAY_MS = 24 * 3_600_000;

const ensureStream = async (
  manager: JetStreamManager,
  config: Pick<StreamConfig, 'name'> & Partial<StreamConfig>,
): Promise<void> => {
  const known = await manager.streams.info(config.name).then(
    () => true,
    () => false,
  );
  if (known) await manager.streams.update(config.name, config);
  else await manager.streams.add(config);
};

/**
 * Creates what JetStream must hold before any service starts: event and dead-letter streams, durable consumers, snapshot
 * buckets, the frame store. Needs an administrator's login; services may only use these. Safe to repeat.
 */
export const provision = async (connection: NatsConnection): Promise<void> => {
  const manager = await jetstreamManager(connection);
  await ensureStream(manager, {
    name: EVENT_STREAM,
    subjects: ['events.>'],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_age: 7 * DAY_MS * NANOS_PER_MS,
    duplicate_window: 120_000 * NANOS_PER_MS,
    allow_direct: true,
  });
  await ensureStream(manager, {
    name: DEAD_LETTER_STREAM,
    subjects: ['dead.>'],
    storage: StorageType.File,
    max_age: 30 * DAY_MS * NANOS_PER_MS,
  });
  for (const { durable, filter } of Object.values(consumers)) {
    const config = {
      durable_name: durable,
      filter_subject: filter,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: 30_000 * NANOS_PER_MS,
      max_deliver: -1,
      max_ack_pending: 5_000,
    };
    await manager.consumers.add(EVENT_STREAM, config);
  }
  const kv = new Kvm(connection);
  for (const { bucket, ttlMs } of snapshots)
    await kv.create(bucket, { history: 1, ttl: ttlMs, storage: StorageType.File });
  await new Objm(connection).create(FRAME_BUCKET, { ttl: 300_000 * NANOS_PER_MS, storage: StorageType.File });
};
