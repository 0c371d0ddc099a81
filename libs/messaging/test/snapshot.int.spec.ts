import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { revocations } from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { connectAs, eventually, provisionNats, useNats } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { v7 as uuid } from 'uuid';

const entry = () => ({ revokedAt: new Date().toISOString(), tokenId: uuid() });

describe('a snapshot bucket', () => {
  const nats = useNats();
  const connections: NatsConnection[] = [];
  let reader: SnapshotReader<typeof revocations>;
  let writer: SnapshotWriter<typeof revocations>;
  const errors: unknown[] = [];

  beforeAll(async () => {
    await provisionNats(nats());
    const [identity, gateway] = [await connectAs(nats(), 'identity'), await connectAs(nats(), 'gateway')];
    connections.push(identity, gateway);
    writer = new Snapshots(identity, () => undefined).writer(revocations);
    reader = new Snapshots(gateway, (error) => errors.push(error)).reader(revocations);
  });
  afterAll(async () => {
    reader.stop();
    await Promise.all(connections.map((connection) => connection.close()));
  });

  it('is ready when empty', async () => {
    await reader.ready;
    expect(reader.synced).toBe(true);
  });

  it('brings a change to a watcher in under 500 ms, and a removal too', async () => {
    const value = entry();
    const startedAt = Date.now();
    await writer.put('k1', value);
    await eventually(() => expect(reader.get('k1')).toEqual(value), 500, 5);
    await writer.delete('k1');
    await eventually(() => expect(reader.get('k1')).toBeUndefined(), 500, 5);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it('is not trusted while the broker is away, and is read again after, with what changed meanwhile', async () => {
    await writer.put('old', entry());
    await eventually(() => expect(reader.get('old')).toBeDefined());
    await nats().kill();
    await eventually(() => expect(reader.synced).toBe(false));
    await nats().restart();
    await eventually(() => expect(reader.synced).toBe(true), 15_000);
    expect(reader.get('old')).toBeDefined();
    await eventually(() => writer.put('new', entry()));
    await eventually(() => expect(reader.get('new')).toBeDefined());
  }, 30_000);

  it('refuses a write by a service that does not own the bucket', async () => {
    const foreign = new Snapshots(connections[1] as NatsConnection, () => undefined).writer(revocations);
    await expect(foreign.put('evil', entry())).rejects.toThrow();
    expect(reader.get('evil')).toBeUndefined();
  });
});
