import type { SnapshotContract } from '@archestra/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { SnapshotReader } from './snapshot.reader.ts';
import { SnapshotWriter } from './snapshot.writer.ts';

/** Gives out readers and writers of snapshot buckets; one reader per bucket and process. */
export class Snapshots {
  private readonly readers = new Map<string, SnapshotReader<SnapshotContract>>();

  constructor(
    private readonly connection: NatsConnection,
    private readonly report: (error: unknown, what: string) => void,
  ) {}

  reader<S extends SnapshotContract>(contract: S): SnapshotReader<S> {
    const known = this.readers.get(contract.bucket);
    const reader = known ?? new SnapshotReader(this.connection, contract, this.report);
    this.readers.set(contract.bucket, reader as SnapshotReader<SnapshotContract>);
    return reader as SnapshotReader<S>;
  }

  writer<S extends SnapshotContract>(contract: S): SnapshotWriter<S> {
    return new SnapshotWriter(this.connection, contract);
  }

  stop(): void {
    for (const reader of this.readers.values()) reader.stop();
  }
}
