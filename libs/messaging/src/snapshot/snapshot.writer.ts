import type { SnapshotContract, SnapshotValue } from '@archestra/contracts';
import { Kvm, type KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';

/** Writes entries of a snapshot bucket. Keys are ids: letters, digits, `-`, `_`, `=`, `.` and `/`. */
export class SnapshotWriter<S extends SnapshotContract> {
  private bucket: Promise<KV> | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly contract: S,
  ) {}

  /** Stores a value; it reaches every watching replica. Throws when the broker is away or the value breaks the contract. */
  async put(key: string, value: SnapshotValue<S>): Promise<void> {
    const bucket = await this.open();
    await bucket.put(key, JSON.stringify(this.contract.value.parse(value)));
  }

  async delete(key: string): Promise<void> {
    const bucket = await this.open();
    await bucket.delete(key);
  }

  private open(): Promise<KV> {
    this.bucket ??= new Kvm(this.connection).open(this.contract.bucket, { bindOnly: true }).catch((error: unknown) => {
      this.bucket = undefined;
      throw error;
    });
    return this.bucket;
  }
}
